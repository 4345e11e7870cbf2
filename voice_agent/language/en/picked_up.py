"""English about who or what picks up a call of ours: greetings, announcements, menus. Pure."""

from __future__ import annotations

import re
from typing import Literal

from voice_agent.text.normalise import plain

Machine = Literal["voicemail", "screening", "menu", "dead"]

_CALLED = r"(?:number|extension|person|party|customer|subscriber|user|mailbox|wireless customer)"
_CANNOT = r"(?:can't|cannot|can not|cant|couldn't|could not|am unable to|are unable to|unable to)"
_DIGIT = r"(?:\d|zero|one|two|three|four|five|six|seven|eight|nine|star|pound|hash)"
_WE = r"(?:i'm|im|i am|we're|we are|nobody is|no one is|no one's)"

_PERSON = (
    r"how (?:can|may) (?:i|we) help",
    r"who(?:'s| is) (?:this|there)$",
    r"what can i do for you",
    r"can you hear me",
    r"may i ask who",
)
_SCREENING = (
    r"screen(?:s|ed|ing)?\b.{0,30}\bcalls?",
    r"calls?\b.{0,40}\bscreen(?:s|ed|ing)",
    r"(?:state|say|record) your (?:full )?name",
    r"(?:say|state|record) .{0,20}\b(?:reason|why (?:you're|you are) calling)",
    r"(?:does not|do not|doesn't|not) accept .{0,25}\b(?:calls?|call ?ers?)",
    r"not accept (?:unidentified|unknown|un known|anonymous|private|blocked)",
    r"(?:been|is|are|be) blocked",
    r"do not contact",
    r"see if (?:this person|they|he|she) is available",
)
_DEAD = (
    r"(?:not|no longer|out of|isn't|isnt) (?:in |a )?(?:working|service)",
    r"(?:been|is|was) (?:temporarily )?disconnected",
    r"number .{0,30}\b(?:been|is) changed",
    r"(?:cannot|can't|could not|couldn't|can not) be (?:completed|connected|reached as)",
    r"(?:number|extension|it)\b.{0,20}\b(?:not|isn't) (?:a )?(?:valid|assigned|allocated)",
    r"not (?:a )?(?:recognized|recognised|reachable)",
    r"check (?:the|your|that) number",
    r"(?:invalid|no such) (?:number|extension)",
    rf"{_CALLED}.{{0,25}}\b(?:does not|doesn't) exist",
    r"switched off",
    r"reached this recording in error",
    r"call (?:did not|didn't) go through",
    r"please try .{0,25}\blater",
    r"(?:number|party|person)\b.{0,20}\bnot answering",
    r"error has occurred",
    r"circuits are (?:all )?(?:now )?busy",
)
_MENU = (
    rf"(?:press|dial|push) (?:or say )?(?:the )?{_DIGIT}",
    r"press any (?:key|button)",
    r"dial (?:your party|the extension|an extension)",
    r"(?:enter|key in) (?:the|your|a) .{0,50}\b(?:number|extension|pin|code|password|party|name)",
    r"(?:pound|hash|star) (?:key|sign)",
    r"(?:company|employee|the) directory",
    r"conference (?:number|pin)|in this conference",
    r"hold while (?:we|i) try",
    r"your call (?:is|will be|has been) (?:now )?(?:first|next|answered|placed|transferred)",
    r"thank you for your patience",
    r"main menu",
    r"(?:following|menu|these) (?:options|items)",
    r"options have changed",
    r"para espa[nñ]ol",
    r"invalid (?:response|entry|option|selection)",
    r"calls? (?:may|will) be (?:recorded|monitored)",
    r"your call is (?:very )?important",
    r"please (?:stay|remain|hold) on the line",
    r"next available (?:agent|representative|operator)",
    r"in the (?:queue|order)",
)
_VOICEMAIL = (
    r"leave (?:\w+ ){0,5}?(?:message|name|number|details)",
    r"(?:after|at|wait for) the (?:tone|beep|sound)",
    r"(?<!my )voice ?mail",
    r"reached (?:my|our) voice ?mail",
    r"mailbox",
    r"answering (?:machine|service)",
    rf"(?:i|we) (?:\w+ )?{_CANNOT} (?:take|come|get to|answer|pick|reach)",
    rf"sorry (?:\w+ )?{_CANNOT} (?:take|come|get to|answer|pick|reach)",
    rf"{_CALLED} .{{0,40}}\b(?:is|are) (?:\w+ )?(?:not available|unavailable|busy|on the phone)",
    rf"{_WE} (?:\w+ )?(?:not available|unavailable|unable to)",
    r"(?:no one|nobody) (?:is |was )?(?:available|here to|able)",
    rf"{_WE} (?:\w+ )?(?:not in|not at|away from|out of) (?:the|my|our)",
    r"get back to you",
    r"return your call",
    r"call you back (?:as soon|when|later)",
    r"(?:i|we) missed your call",
    r"(?:been|be) forwarded to",
    r"this is a recording",
    r"record your message",
)


def _rule(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b")


_IS_PERSON = _rule(_PERSON)
_RULES: tuple[tuple[Machine, re.Pattern[str]], ...] = (
    ("screening", _rule(_SCREENING)),
    ("dead", _rule(_DEAD)),
    ("voicemail", _rule(_VOICEMAIL)),
    ("menu", _rule(_MENU)),
)


def machine_in(text: str) -> Machine | None:
    """Return what a text that was recognised says picked up; ``None`` for a person, or nothing."""
    said = plain(text)
    if _IS_PERSON.search(said):
        return None
    return next((kind for kind, rule in _RULES if rule.search(said)), None)
