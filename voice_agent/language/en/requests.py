"""English turns with two requests, with part of one, and "this, not that". Pure."""

from __future__ import annotations

import re

from voice_agent.language.base import Continues
from voice_agent.language.en.consent import confirmation

_FEWEST_WORDS = 3
_FEWEST_BEFORE = 2
_MOST_SPLITS = 3
_MOST_WORDS_OF_A_REST = 9
_MOST_WORDS_OF_THE_SAME = 14
_MOST_WORDS_OF_A_VALUE = 5

# "Two hundred and fifty" is one number, and "two dollars and fifty cents" one amount.
_NUMBER = re.compile(
    r"(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty"
    r"|forty"
    r"|fifty|sixty|seventy|eighty|ninety|a quarter|a half|half)",
    re.IGNORECASE,
)
_OPEN_NUMBER = re.compile(r"\b(?:hundred|thousand|dollars?|bucks)$", re.IGNORECASE)
_JOINT = re.compile(
    r"[\s,;]+"
    r"(?:and (?:then |also |please |after that )?|then |also |plus |after that )(?=\w)"
    r"|(?<!\bmr)(?<!\bms)(?<!\bdr)(?<!\bst)(?<!\bmrs)"
    r"[.;?!]\s+(?:(?:and|then|also|second(?:ly)?|number two|the (?:second|other) (?:thing|one) is)"
    r"[, ]\s*)*(?=\w)",
    re.IGNORECASE,
)
# "Could you help me with two things? First, my balance.": the first thing is what follows.
_FIRST = re.compile(r"(?:^|.*[.;?!:,]\s+)(?:first(?:ly| of all)?|number one),?\s+", re.IGNORECASE)
_LAST_NOUN = re.compile(
    r"\b(?:my|the|this|that|our|an?) (?:\w+ )?(?!(?:one|please|first|now|today|then)\b)(\w+)"
    r"(?:[\s.,;]+(?:please|first|now|today|then|for (?:me|tomorrow|today)|thanks))*[\s.,;]*$",
    re.IGNORECASE,
)
_NEW_ONE = re.compile(r"\b(an?(?: (?:new|different|fresh|other))?|another) one\b", re.IGNORECASE)
_SAME = re.compile(
    r"(?:(?:and|also|now|please|do|send|pay|make it|can you|could you|okay|ok) )*"
    r"(?:(?:the )?same\b|(?:do |send |pay )?(?:that|it|this|one) again\b|again (?:to|for)\b)"
    r"|.*\b(?:the )?same (?:amount|thing|day|sum|again)$"
    r"|(?:(?:and|now|then|okay|ok|please|can you|could you) )*"
    r"(?:(?:move|put|send|transfer) (?:it|that|them) )?(?:all )?(?:back again|back|the other way)"
    r"(?: (?:again|please|now|then))*$"
    r"|(?:and |also )+(?:to|for) (?:my )?\w+(?: \w+)?(?: too| as well| also)+$"
)
_IS_SAME = re.compile(r"(?:(?:and|also|now|please|okay|ok) )*(?:exactly )?the same\b")
_AGAIN = re.compile(
    r"(?:(?:and|also|now|please|okay|ok|actually|oh|can i (?:get|have)|i'?ll (?:have|take)"
    r"|(?:get|give|make) me|i(?:'d| would) like|i want) )*"
    r"(?:(?:the )?same again|(?:exactly )?the same(?: thing)? (?:again|once more)"
    r"|(?:one|another)(?: one| more)? (?:of (?:those|the same)|like that|just like it)"
    r"|(?:exactly )?(?:the )?same(?: thing| one)?(?= for )|(?:another|one more)(?: one)?)"
    r"(?: (?:please|thanks|too|as well|for (?:me|us|him|her|them|(?:my|our) \w+(?: \w+)?)))*"
)
_AND = re.compile(
    r"(?:(?:okay|ok|so|great|thanks|thank you) )*(?:and|what about|how about|and what about|now"
    r"|then"
    r"|also|plus)\b|.*\b(?:too|as well|also)(?: please| thanks)*$|(?:as|well)$"
)
_BEFORE = (
    r"(?:oh|ah|um|uh|er|ugh|hm+|well|wait|hang on|hold on|i'm sorry|but|and|to|for|on"
    r"|you know(?: what)?|okay|ok|so|then|listen|look|damn(?: it)?|darn(?: it)?|crap|gosh"
    r"|(?:oh )?my god"
    r"|on second thoughts?|(?:no )?you misunderstood(?: me)?)"
)
_WHAT = r"(?:day|date|time|amount|sum|number|name|person|payee|account|card|bill|size)"
_MARK = (
    r"(?:no|nope|sorry|shoot|oops|whoops|my mistake|my bad|actually|i mean(?:t)?(?: to say)?|i said"
    r"|i should(?:'ve| have)? (?:said|told you|asked for)|i wanted|i asked for|i told you"
    r"|i was thinking|i(?:'d| would) (?:prefer|rather(?: do| have)?)(?! not\b)|i misspoke"
    r"|i take (?:it|that) back|i want(?:ed)? (?:it|that) (?:to (?:be|go)|on|for)"
    r"|i (?:got|had|mixed) (?:it|that|them|this|the \w+)(?: mixed)? up"
    r"|(?:you|i) (?:misheard|(?:got|had|heard|said|gave) (?:you |me )?(?:it|that|this|the \w+)"
    rf" wrong|(?:got|gave you|had) the wrong {_WHAT})(?: me)?"
    r"|(?:let me )?(?:correct|rephrase|fix) (?:it|that)|correction|(?:strike|scratch|scrap) that"
    r"|better"
    r"|(?:(?:can|could|would) you )?make (?:it|that)|not quite|not|(?:the )?wrong \w+|let's say"
    r"|(?:it|that|this) (?:is|was) (?:supposed|meant) to be|it's (?:supposed|meant) to be"
    r"|it's|it is|it was"
    r"|(?:it|that|this|the \w+) should(?:'ve| have)? (?:be|been|go|gone|say|read)"
    rf"|(?:it|that|the {_WHAT}) (?:needs|has) to be"
    r"|the (?:day|date|time|amount|sum|name|person|payee|size) (?:is|was)"
    r"|(?:her|his|their) name(?:'s| is)|(?:she|he|they)(?:'s|'re| is| are) (?:called|named)"
    r"|(?:(?:can|could|would) you )?(?:change|switch|move|push)"
    rf" (?:it|that|the {_WHAT})(?: back)?(?: to)?|rather"
    r"|instead"
    r"|(?:that(?:'s| is| was) )?(?:wrong|incorrect)|that(?:'s| is| was) not (?:right|it"
    r"|(?:her|his|their|the|my) \w+))"
)
_CORRECTS = re.compile(rf"(?:{_BEFORE} )*{_MARK}(?: |$)(?:(?:{_MARK}|{_BEFORE})(?: |$))*")
_CORRECTS_AFTER = re.compile(
    rf"(?:{_BEFORE} |hm+ )*(?:(?:(?:can|could|may) (?:we|i|you)|let's|i(?:'d| would)"
    r"(?: rather| prefer| like)?)"
    r"(?: (?:do|make|make it|make that|say|have|go for|go with|take|use))? )?"
    r"(?P<new>.+?) (?:instead|rather|i mean(?:t)?|i should say|better|(?:is|would be|works) better)"
    r"(?: (?:please|sorry|thanks|then|if (?:possible|you can|that's okay)))*"
)
_YES_AND = re.compile(
    r"\W*(?:(?:um|uh|oh|er|well)\W+)*(?:yes|yeah|yep|yup|sure|okay|ok|correct|right|that'?s"
    r" (?:right"
    r"|correct)|go ahead|perfect|great)(?:\W+(?:please|yes|thanks|thank you|that'?s (?:right"
    r"|correct"
    r"|fine|great)|go ahead|do it|sir|ma'am))*(?:\W+(?:and(?: then)?|then|also|plus)\b|[.;!]\s)"
    r"(?:\W*(?:also|then|please|while you'?re at it|after that|and|could you|can you|i also|i'd"
    r" also"
    r" like(?: you)? to|i want(?: you)? to)\b)*\W*",
    re.IGNORECASE,
)
_LEAD = (
    r"(?:(?:no|nope|oh|um|uh|well|actually|sorry|(?:hang|hold) on|wait|i said|i meant"
    r"|i mean|it's|it is|it was|make it|to|for|on) )*"
)
_NOT = re.compile(
    rf"{_LEAD}(?P<new>.+?) (?:and |but )?not (?:(?:just|only) )?(?:to |for |on )?(?P<old>.+)"
)
_BUT = re.compile(
    rf"{_LEAD}(?:it )?(?:not|is not|isn't|was not|wasn't"
    r"|(?:i )?(?:didn't|did not) (?:say|mean)) (?:to |for |on )?(?P<old>.+?)"
    r" (?:but|i said|i mean(?:t)?|it's|it is|it was|make it) (?:to |for |on )?(?P<new>.+)"
)
_NOT_ON = re.compile(
    rf"{_LEAD}not (?P<where>to|for|on) (?P<old>.+?) (?:but )?(?P=where) (?P<new>.+)"
)
_SHOULD_BE = re.compile(
    rf"{_LEAD}(?P<old>.+?) (?:should(?:'ve| have)? (?:be|been)|no) "
    r"(?:to |for |on )?(?P<new>.+)"
)
_INSTEAD = re.compile(
    rf"{_LEAD}(?:(?P<new>.+?) (?:instead of|rather than) (?:to |for |on )?(?P<old>.+))"
)


def splits(text: str) -> list[tuple[str, str]]:
    """Return the ways to cut a turn into two requests, the likeliest first."""
    found = []
    for joint in _JOINT.finditer(text):
        left = _FIRST.sub("", text[: joint.start()].strip())
        right = text[joint.end() :].strip()
        if _OPEN_NUMBER.search(left) and _NUMBER.match(right):
            continue
        if len(left.split()) >= _FEWEST_BEFORE:
            found.append((left, _with_noun(left, right)))
    # "With soy and sugar, and cancel it": what comes before the last joint belongs together.
    return found[: -_MOST_SPLITS - 1 : -1]


def _with_noun(left: str, right: str) -> str:
    """Return the second part with the noun of the first: "cancel my order and make a new one"."""
    noun = _LAST_NOUN.search(left)
    return _NEW_ONE.sub(rf"\1 {noun[1]}", right, count=1) if noun else right


def after_yes(text: str) -> str:
    """Return the further request of a turn that begins with a yes, or ``""``."""
    match = _YES_AND.match(text)
    rest = text[match.end() :].strip() if match else ""
    if len(rest.split()) < _FEWEST_WORDS or confirmation(rest, "request") in ("no", "wait"):
        return ""
    return rest


def correction(text: str) -> str | None:
    """Return what a turn puts right, without the words that say so; None if it puts nothing right.

    Of "sorry, I meant the credit card" that is "the credit card".
    """
    words = _words(text)
    match = _CORRECTS.match(words)
    if match:
        return words[match.end() :]
    after = _CORRECTS_AFTER.fullmatch(words)
    return after["new"] if after else None


def continues(text: str) -> Continues | None:
    """Tell whether a turn is the rest of a request like the last one ("and my savings?")."""
    words = _words(text)
    most = _MOST_WORDS_OF_THE_SAME if _IS_SAME.match(words) else _MOST_WORDS_OF_A_REST
    if len(words.split()) > most:
        return None
    if _AGAIN.fullmatch(words):
        return "again"
    if _SAME.match(words):
        return "same"
    return "also" if _AND.match(words) else None


def replacement(text: str) -> tuple[str, str] | None:
    """Return the new and the old words of a turn that says "Mark, not Mike"."""
    words = _words(text)
    if len(words.split()) > _MOST_WORDS_OF_A_REST:
        return None
    rules = (_BUT, _NOT_ON, _INSTEAD, _NOT, _SHOULD_BE)
    match = next((found for rule in rules if (found := rule.fullmatch(words))), None)
    if match is None or len(match["new"].split()) > _MOST_WORDS_OF_A_VALUE:
        return None
    return match["new"], match["old"]


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^\w'$.%]+", " ", text.lower().replace("’", "'")).strip(" .").split())
