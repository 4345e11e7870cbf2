"""English about who or what picks up a call of ours: greetings, announcements, menus. Pure.

A machine is known by what only a machine says of itself or of the call. Each rule is a kind of
phrase; the order of the rules is the order in which they count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

from voice_agent.text.normalise import plain

Machine = Literal["voicemail", "screening", "menu", "dead"]

_CALLED = (
    r"(?:number|extension|person|party|customer|subscriber|user|mailbox|member|caller"
    r"|wireless customer)"
)
_CANNOT = r"(?:can't|cannot|can not|cant|couldn't|could not|am unable to|are unable to|unable to)"
_DIGIT = r"(?:\d+|zero|one|two|three|four|five|six|seven|eight|nine|star|pound|hash)"
_NOW = r"(?:right now|at the moment|at (?:this|the present) (?:time|moment)|currently|just now)"
_WE = r"(?:i'm|im|i am|we're|we are|nobody is|no one is|no one's|nobody's)"
_BUSY = r"(?:busy|assisting|helping|serving|occupied|engaged|in use|(?:on|with) (?:an)?other)"
_STAFF = (
    r"(?:agents?|representatives?|operators?|associates?|advisors?|advisers?|attendants?"
    r"|specialists?|consultants?|receptionists?)"
)
_CALLS = r"(?:reach|call|dial|contact|connect to|get through to|speak (?:to|with))"
_YOU_CALLED = (
    rf"(?:the |your )?{_CALLED} (?:that |which |who |whom )?"
    r"(?:you're|you are|you were|you have|you've|you had|you) "
    rf"(?:just |now |currently )?(?:(?:trying|attempting|wish\w*|want\w*|asked) to )?{_CALLS}\w*"
)

_PERSON = (
    r"(?:how|what) (?:can|may) (?:i|we) (?:help|do)",
    r"(?:can|may) i help you",
    r"who(?:'s| is) (?:this|there|that)$",
    r"can you hear me",
    r"(?:may|can) i (?:ask|know) (?:who|what)",
    r"who am i speaking",
    r"take a message",
    r"speaking$",
)
_SCREENING = (
    r"screen(?:s|ed|ing)?\b.{0,30}\bcalls?",
    r"calls?\b.{0,40}\bscreen(?:s|ed|ing)",
    r"screening service|call (?:assistant|assist|screening)",
    r"(?:state|say|record|announce|speak) your (?:full |first |last )?name",
    r"(?:say|state|record) .{0,30}\b(?:reason|why (?:you're|you are) calling)",
    r"(?:who is|who's) calling (?:please )?(?:after|at) the",
    r"(?:does not|do not|doesn't|don't|not) (?:accept|take|receive) .{0,25}\b(?:calls?|call ?ers?)",
    r"not accept (?:unidentified|unknown|un known|anonymous|private|blocked)",
    r"(?:unidentified|anonymous|unsolicited) (?:calls?|callers?)",
    r"(?:been|is|are|be) blocked",
    r"do not contact|remove this number",
    r"see if (?:this person|they|he|she) is available",
    r"(?:verify|prove|confirm) (?:that )?(?:you're|you are) (?:a |not a )?(?:human|person|robot)",
)
_DEAD = (
    r"(?:not|no longer|out of|isn't|isnt) (?:currently )?(?:in |a )?(?:working|service)",
    r"(?:been|is|was) (?:temporarily )?(?:disconnected|suspended|deactivated)",
    r"number .{0,30}\b(?:been|is) changed",
    r"(?:cannot|can't|could not|couldn't|can not) be"
    r" (?:completed|connected|placed|processed|put through|reached as)",
    rf"{_CANNOT} (?:complete|place|connect|process|route|put through) (?:your|this|the) call",
    r"(?:number|it)\b.{0,20}\b(?:not|isn't) (?:a )?(?:valid|assigned|allocated|active)",
    r"not (?:a )?(?:recognized|recognised|reachable)",
    r"check (?:the|your|that) (?:\w+ )?number",
    r"hang up and (?:try|dial|call) again|(?:dial|try your call) again",
    r"(?:invalid|no such) number",
    rf"{_CALLED}.{{0,25}}\b(?:does not|doesn't) exist",
    r"(?:is|be|phone|device|mobile) (?:currently )?(?:switched|turned|powered) off",
    r"(?:coverage|service) area|out of (?:range|coverage)",
    r"reached this recording in error",
    r"call (?:did not|didn't) go through",
    r"please (?:try|call) .{0,25}\b(?:later|in a few)",
    r"(?:number|party|person)\b.{0,20}\bnot answering",
    r"error has occurred|technical (?:difficult\w+|problems?)|call limit",
    r"(?:circuits|lines|network) .{0,20}\bbusy",
    r"(?:must|need to|necessary to|have to) (?:first )?dial (?:a|one|zero|the area)\b",
)
_MENU = (
    rf"(?:press|pressing|dial|push|touch) (?:or say )?(?:the )?(?:number )?{_DIGIT}",
    r"press (?:any|the) (?:\w+ )?(?:key|button|sign)",
    r"dial (?:your party|the extension|an extension)|know your party",
    r"(?:enter|key in|punch in) (?:in )?(?:the|your|a|an) .{0,50}"
    r"\b(?:number|extension|pin|code|password|passcode|party|name|digits?|id)",
    r"enter the first (?:\w+ )?letters",
    r"(?:pound|hash|star|number) (?:key|sign)|followed by (?:the )?(?:pound|hash|star)",
    r"touch ?tone|your key ?pad|area code",
    r"(?:company|employee|the) directory",
    r"conference (?:number|pin|code|bridge)|in this conference",
    r"conference (?:will|is) (?:now )?(?:be )?(?:begin|start|locked|full|being)",
    r"(?:placed|joined|entering|enter) (?:\w+ ){0,2}conference",
    r"hold (?:on )?(?:please )?while (?:we|i) (?:try|locate|attempt|connect your|transfer your)",
    r"wait while (?:we|i) (?:connect|transfer) your",
    r"your call (?:is|will be|has been|may be) (?:now )?(?:being )?"
    r"(?:first|next|answered|placed|transferred|connected|recorded|monitored|taken|routed)",
    r"thank you for (?:your (?:patience|call$)|holding|waiting)",
    r"(?:main|previous|following|audio) menu|menu (?:options|items)",
    r"(?:following|these) (?:\w+ )?(?:options|items|choices)",
    r"options have (?:recently )?changed|make (?:a|your) selection",
    r"para espa[nñ]ol",
    r"(?:invalid|valid|incorrect) (?:response|entry|option|selection|extension|choice|pin|mailbox"
    r"|password)",
    r"(?:log ?in|password|pin|entry|extension) (?:is |was )?(?:incorrect|invalid|not valid)",
    r"(?:understand|recognize|recognise|receive) (?:your|a|that) (?:response|selection|entry)",
    r"on that extension|agent (?:log ?in|number)|parked",
    r"calls? (?:may|will|is|are) (?:be )?(?:being )?(?:recorded|monitored)",
    r"your call is (?:very )?important",
    r"(?:stay|remain|hold|wait) on the line",
    rf"next available {_STAFF}|speak (?:to|with) a representative",
    rf"(?:{_STAFF}|lines) .{{0,30}}\b(?:are|is) (?:\w+ )?(?:\w+ )?{_BUSY}",
    r"in the (?:queue|order)|position in|first in line",
    r"caller number|callers? (?:ahead|waiting|in front)",
    r"(?:wait|waiting|hold) times?\b|estimated (?:wait|hold)|call volumes?",
    r"apologi[sz]e for the (?:wait|delay)|be with you (?:shortly|soon|momentarily)",
    r"you (?:are|have) (?:now )?(?:been )?(?:muted|placed|connected)",
    r"automated (?:attendant|system|assistant|service)|virtual (?:assistant|agent)",
    r"you have \w+ (?:new |old |unheard )?messages?",
    rf"all (?:of )?(?:our |the )?{_STAFF}",
)
_VOICEMAIL = (
    r"leave (?:\w+ ){0,5}?(?:message|name|number|details)",
    r"(?<!to )leave (?:me|us) (?:a|your|some)",
    r"wait for the (?:tone|beep|sound|signal)",
    r"(?<!my )voice ?mail",
    r"reached (?:my|our|the) (?:voice ?mail|answering)",
    r"mail ?box",
    r"answering (?:machine|service)",
    rf"(?:i|we) (?:\w+ )?{_CANNOT} (?:take|come|get to|answer|pick|reach)",
    rf"sorry (?:\w+ )?{_CANNOT} (?:take|come|get to|answer|pick|reach)",
    rf"{_CALLED} .{{0,40}}\b(?:is|are) (?:\w+ )?"
    r"(?:not (?:\w+ )?available|not here|not at (?:their|his|her)|unavailable|busy|on the phone)",
    rf"{_WE} (?:\w+ )?(?:not (?:able|available)|unavailable|unable to)",
    rf"{_WE} (?:\w+ )?not (?:here|home|in|around|at home|near my phone) {_NOW}",
    r"(?:no one|nobody) (?:is |was )?(?:available|here to|able|home|in the office)",
    rf"{_WE} (?:\w+ )?(?:not in|not at|out of) (?:the|my|our)",
    r"away from (?:the|my|our) (?:desk|phone|office|telephone)",
    rf"{_WE} (?:\w+ )?(?:with a (?:customer|client|patient)|on (?:vacation|holiday))",
    r"(?:i|we)(?:'ll| will) (?:\w+ )?get (?:right )?back (?:to|with) you",
    r"return (?:your|all|the) (?:phone )?calls?",
    r"call you (?:right )?back (?:as soon|when|later|at)",
    r"(?:as soon as|when) (?:i|we) can$|(?:earliest|soonest) (?:convenience|opportunity)",
    r"(?:i|we)(?:'ve| have)? missed your call",
    r"(?:been|be|being) forwarded to",
    r"this is a recording",
    r"record (?:a|your) message|(?:brief|detailed) message",
    r"accept (?:any )?(?:more |new |any )?messages",
    r"you know what to do|do your thing",
    r"(?:finished|done) recording|(?:done|finished|message) (?:you may |please )?hang up",
)
_FAULT = (
    r"^(?:(?:oops|sorry|we(?:'re| are) sorry) (?:but )?)?(?:it (?:looks|seems) like )?"
    r"something (?:is|has|went|seems|appears)(?: \w+){0,2} wrong$",
    r"(?:there (?:is|was|has been)|we(?:'ve| have)? (?:had|encountered|run into|ran into))"
    r" an? (?:\w+ ){0,2}(?:problem|error|fault)"
    r"(?: (?:with|in) (?:your|this|the) (?:call|system|network|connection))?$",
)
"""A fault that is told to nobody in particular, and nothing after it."""
_LIKELY: tuple[tuple[Machine, tuple[str, ...]], ...] = (
    ("dead", (_YOU_CALLED, *_FAULT, r"we(?:'re| are) sorry (?:but )?(?:the|your|you have)")),
    (
        "voicemail",
        (
            r"(?:person|party|someone) at extension",
            r"sorry (?:i|we) missed you",
            r"(?:after|at|hear|until) the (?:tone|beep|sound|signal)",
        ),
    ),
    (
        "menu",
        (
            r"(?:office|business|opening|regular|normal) hours|hours of operation",
            r"(?:we are|we're|office is|store is|branch is) (?:now |currently )?closed",
            r"^(?:hello |hi )?(?:you have|you've) reached the",
            r"your call\b",
            rf"^to (?:reach|speak|talk) .{{0,40}}\b{_STAFF}",
        ),
    ),
)
"""What only an announcement says, and what it most likely is if nothing else follows."""
_OPENS = (
    r"thank(?:s| you) for (?:calling|phoning|choosing)",
    r"welcome to",
    r"(?:you have|you've|you) reached",
    r"(?:i'm|i am|we're|we are) (?:very |so )?sorry",
    r"sorry",
    r"please",
    r"the|this(?! is)|that|these|there|your|you have|you are|you will|all|our",
    r"if|to|for|at|after|due",
    r"unfortunately|currently|congratulations|attention|in order|when|once|however|because",
)
_INTRODUCES = r"(?:this is|it's|it is|my name is|i'm|i am|we're|we are)"
"""So does a person, and so does a voicemail."""
_GREETING = r"(?:hello|hi|hey|good (?:morning|afternoon|evening|day)|yes|and|well|oh)"
_ENOUGH_WORDS = 3
_OWN = r"(?:i|i'd|i'll|i've|me|my|you|your|what|who|why|where|how|let's)"


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says of who picked up.

    Attributes:
        who: ``None`` if it says nothing.
        sure: False if more text may say something else. A machine that is not sure is one of some
            kind. Without a ``who``, announcements begin like this, and people seldom.
    """

    who: Machine | Literal["person"] | None
    sure: bool = True


def _rule(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(phrases)})(?!\w)")


_IS_PERSON = _rule(_PERSON)
_RULES: tuple[tuple[Machine, re.Pattern[str]], ...] = (
    ("screening", _rule(_SCREENING)),
    ("dead", _rule(_DEAD)),
    ("voicemail", _rule(_VOICEMAIL)),
    ("menu", _rule(_MENU)),
)
_LIKELY_RULES = tuple((kind, _rule(phrases)) for kind, phrases in _LIKELY)
_OPENING = re.compile(rf"(?:{_GREETING} )*(?:{'|'.join(_OPENS)})\b")
_INTRODUCTION = re.compile(rf"(?:{_GREETING} )*{_INTRODUCES}\b")
_TALKS = re.compile(rf"\b{_OWN}\b")


def machine_in(text: str) -> Machine | None:
    """Return what a text that was recognised says picked up; ``None`` for a person, or nothing."""
    said = plain(text)
    if _IS_PERSON.search(said):
        return None
    return next((kind for kind, rule in _RULES if rule.search(said)), None)


def said_by(text: str) -> Said:
    """Return who says a text that was recognised, and whether more of it may change that."""
    said = plain(text)
    if _IS_PERSON.search(said):
        return Said("person")
    if (machine := machine_in(text)) is not None:
        return Said(machine)
    likely = next((kind for kind, rule in _LIKELY_RULES if rule.search(said)), None)
    if likely is not None:
        return Said(likely, sure=False)
    if _OPENING.match(said):
        return Said(None, sure=False)
    enough = len(said.split()) >= _ENOUGH_WORDS and not _INTRODUCTION.match(said)
    return Said("person", sure=False) if enough and _TALKS.search(said) else Said(None)


@cache
def examples() -> Mapping[str, Sequence[str]]:
    """Return what each kind of machine says, and ``person``: sentences, and how they begin."""
    text = files(__package__).joinpath("picked_up.yaml").read_text(encoding="utf-8")
    return {who: tuple(map(str, texts)) for who, texts in yaml.safe_load(text).items()}
