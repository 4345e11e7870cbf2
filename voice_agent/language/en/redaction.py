"""Patterns of personal details in English text, written or spoken."""

from __future__ import annotations

import re
from collections.abc import Iterable

from voice_agent.language.base import Redaction
from voice_agent.language.en.entities.date_text import MONTHS
from voice_agent.language.en.entities.letters import NATO
from voice_agent.language.en.entities.number_words import ORDINALS, TEENS, TENS, UNITS


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


_ONE = _any([*(word for word, value in UNITS.items() if value), "niner", "fife"])
_SEVERAL = _any([*(f"{word}s" for word in UNITS), "zeroes", "sixes"])
_DIGIT = rf"(?:zero|oh|{_ONE}|double|triple|treble|quadruple|{_SEVERAL}|\d)"
_TEEN = _any(TEENS)
_TENS = _any(TENS)
_PAIR = rf"(?:{_TENS}(?:[ -]{_ONE})?|{_TEEN}|\d\d)"
_EITHER = rf"(?:{_PAIR}|{_DIGIT})\b"
# Between groups a caller takes breath or puts one right: "four one one, and then, uh, one one one".
_SEP = (
    r"(?:[ ,.…-]+(?:(?:(?:and )?then|uh|um|er|erm|hmm|dash|hyphen|space|no|sorry|wait|i mean"
    r"|oops|actually)\b[ ,.…-]+){0,3})"
)
_MONTH = _any(MONTHS)
_SCALE = r"(?:hundred|thousand|million)"
# "December twenty five twenty twenty six" and "one hundred twenty three" stay as they are. More
# digits are none: "eight hundred, five five five, one two one two".
_DATE_OR_AMOUNT = (
    rf"(?P<before>\b(?:{_MONTH}|{_SCALE})(?:[ ,]+(?:and )?{_EITHER}){{1,3}}(?![ ,]+{_EITHER}))"
)
_NO_AMOUNT = (
    r"(?!\s*(?:dollars?|bucks|cents?|pounds?|euros?|percent|hundred|thousand|million|grand|days?"
    r"|weeks?|months?|years?|hours?|minutes?|people|times|o'?clock|[ap]\.?m\b))"
)
_NUMBER_NAME = (
    r"(?:card|account|acct|numbers?|social|ssn|pin|code|cvv|cvc|cv2|security|routing|iban|passport"
    r"|licen[cs]e|member|policy|digits|ending(?: in)?|phone|mobile|cell|telephone)"
)
_NO_NAME = (
    r"(?:the|a|an|my|our|your|this|that|of|on|in|down|up|to|at|and|or|is|are|was|for|from|by|with"
    r"|about|minutes?|hours?|days?|weeks?|months?|years?|miles?|blocks?|times|more|other|per"
    r"|hundred|thousand|dollars?|percent|cards?|accounts?)"
)
_DOMAIN = r"(?:com|org|net|edu|gov|co|io|uk|de|us|ca|me|info|biz)"
_LOCAL_PART = (
    r"(?:(?:\w[ .-]+){2,40}\w?|(?:\w+ ){1,2}all (?:one word|lower ?case)"
    rf"|(?:(?!(?:{_NO_NAME}|it|it's|email|e-mail|address|mail)\b)[a-z]+ ){{1,2}}"
    rf"{_EITHER}(?:[ -]{_EITHER}){{0,3}}"
    r"|[\w.-]{1,64})"
)
_LOCAL_REST = r"(?: (?:dot|underscore|dash|hyphen|the number|number|period) \w+)*"

_HOUSE = rf"(?:\d{{1,5}}[a-z]?|(?:{_ONE} hundred (?:and )?)?{_EITHER}(?:[ -]{_EITHER}){{0,3}})"
_STREET = r"(?:street|avenue|road|boulevard|lane|highway|terrace|crescent|parkway)"
_SHORT_STREET = r"(?:st|ave|rd|blvd|dr|ln|drive|way|place|court|square|circle|close|row|hill|trail)"
_STREET_WORD = rf"(?:(?!{_NO_NAME}\b)[a-z]\w*|\d+(?:st|nd|rd|th))"
_FLAT = r"(?:,? (?:apartment|apt\.?|unit|suite|flat|number) \w+)?"

_NO_NAME_EITHER = (
    rf"(?:{_NO_NAME}|not|spelled|misspelled|i|i'\w+|can|could|please|calling|speaking|here|but|so"
    r"|what|wrong|right|correct|different|also|still|missing|it|he|she|they|we|you|who|because|if)"
)
_NAME = rf"(?:(?!{_NO_NAME_EITHER}\b)[a-z][\w'-]+)"
_WHOSE = r"(?:my|the|her|his|their|our)(?: \w+'s)?"
_EXPIRY = (
    r"(?:exp(?:\.|iry|ires|iration)?(?: date)?|(?:valid|good) (?:thru|through|until|till))"
    r"(?:[ ,:]+(?:is|it'?s|on|in|of)\b)*[ ,:]+"
)
_NAMED_CODE = r"(?:passport|licen[cs]e|member|policy|customer|user ?name|user|login)"
_CODE_WITH_LETTERS = r"(?=[a-z-]*\d)[a-z0-9-]{5,}\b"
_NO_SECRET = (
    r"(?:not|wrong|right|correct|incorrect|expired|locked|lost|too|no|and|but|so|i|can|could|please"
    r"|what|which|the same|that|there|being|asked|needed|required|reset|working|invalid)"
)
_LETTER = r"(?:(?<!['\w])(?![ap][ .]?m\b)[a-z]\b(?!'))"
_SPELLED = r"(?:[a-z] (?:as in|for|like|as) [a-z]+\b)"
_CODE_WORD = rf"(?:{_any(NATO)}\b)"

_DATE_START = (
    rf"(?:\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|{_MONTH}|{_PAIR}|{_DIGIT}|\d{{4}}"
    rf"|(?:the )?(?:{_TENS}[ -])?{_any(ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th)|hundred|thousand)\b"
)
_DATE_WORD = rf"(?:{_DATE_START}|(?:the|of|and)\b)"


def _redaction(pattern: str, label: str, *, asked: bool = False) -> Redaction:
    return Redaction(re.compile(pattern, re.IGNORECASE), label, asked=asked)


redactions = (
    Redaction(re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+\b"), "[email]"),
    _redaction(
        rf"\b(?<!'){_LOCAL_PART}{_LOCAL_REST} ?\bat (?:the rate (?:of )?|sign )?"
        rf"\w+(?: \w+)?(?: dot \w+)*? dot {_DOMAIN}(?: dot {_DOMAIN})*\b",
        "[email]",
    ),
    _redaction(r"\b[\w.-]{1,64}(?: (?:dot|underscore|dash) \w+)* at \w+(?: dot \w+)+\b", "[email]"),
    _redaction(
        r"(?P<before>\b(?:(?:date of )?birth(?:day|date)?|birth date|dob|born)\b"
        rf"(?:[ ,:]+(?:is|was|on|it'?s|in|the)\b)*[ ,:]+)(?>{_DATE_START}(?:[ ,]+{_DATE_WORD})*)",
        "[birthday]",
    ),
    _redaction(
        rf"(?P<before>\b{_EXPIRY})(?:\d{{1,2}} ?[/-] ?\d{{2,4}}|{_EITHER} slash {_EITHER}(?:{_SEP}"
        rf"{_EITHER})?|{_MONTH},? (?:of )?(?:\d{{4}}|{_PAIR}\b{_SEP}{_PAIR})\b)",
        "[expiry]",
    ),
    _redaction(rf"\b{_HOUSE} (?:{_STREET_WORD} ){{1,3}}{_STREET}\b{_FLAT}", "[address]"),
    _redaction(
        rf"\b\d{{1,5}}[a-z]? (?:{_STREET_WORD} ){{1,3}}{_SHORT_STREET}\b\.?{_FLAT}", "[address]"
    ),
    # Spelled: "S M I T H", "b as in boy, r as in Robert", "bravo romeo oscar".
    _redaction(
        rf"\b{_SPELLED}(?:{_SEP}{_SPELLED})+(?:{_SEP}{_LETTER})*"
        rf"|{_LETTER}(?:{_SEP}{_LETTER}){{3,}}|\b{_CODE_WORD}(?:{_SEP}{_CODE_WORD}){{2,}}",
        "[letters]",
    ),
    # Letters among the digits: passports, bank accounts, postcodes.
    Redaction(
        re.compile(r"\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"), "[digits]"
    ),
    _redaction(
        rf"(?:{_LETTER}{_SEP}){{1,3}}{_DIGIT}\b(?:{_SEP}(?:{_LETTER}|{_DIGIT}\b)){{2,}}", "[digits]"
    ),
    # Four digits or more in a row, however they are grouped or said: cards, accounts, phones.
    Redaction(
        re.compile(r"(?<![\w$])(?<!\d,)\+?\d(?:[ ().-]{0,3}\d){3,}\b(?!\s*(?:dollars|bucks))"),
        "[digits]",
    ),
    _redaction(rf"\b{_DIGIT}(?:{_SEP}{_DIGIT}\b){{3,}}(?! {_SCALE})", "[digits]"),
    # In pairs: "forty one eleven eleven". Two may be a year, a time or an amount.
    _redaction(
        rf"{_DATE_OR_AMOUNT}|\b(?>{_EITHER}(?:{_SEP}{_EITHER}){{2,}} {_SCALE}(?:{_SEP}{_EITHER})+"
        rf"|{_EITHER}(?:{_SEP}{_EITHER}){{3,}}"
        rf"|{_PAIR}\b(?:{_SEP}{_PAIR}\b){{2,}}){_NO_AMOUNT}",
        "[digits]",
    ),
    # After its name a number may be short: a security code has three digits.
    _redaction(
        rf"(?P<before>\b{_NUMBER_NAME}\b(?:'s)?(?:[ ,:]+(?:is|was|are|it'?s|on|the|back|in|number"
        r"|code|and|my|uh|um|ends?|ending|with|of|here|for)\b)*[ ,:]+)"
        rf"(?>(?:{_EITHER}(?:{_SEP}{_EITHER})+|\d{{3,}}\b)){_NO_AMOUNT}",
        "[digits]",
    ),
    _redaction(
        rf"(?P<before>(?:\b{_WHOSE} |\bmother's |^)(?:full |last |first |middle |maiden |family )?"
        r"(?:sur)?name(?: on (?:the|my|this) (?:card|account))?(?: is| was|'s) (?:also )?)"
        rf"{_NAME}(?: {_NAME}){{0,2}}",
        "[name]",
    ),
    _redaction(
        rf"(?P<before>\bthis is ){_NAME}(?: {_NAME}){{0,2}}(?= calling\b| speaking\b)", "[name]"
    ),
    _redaction(
        rf"(?P<before>\b{_NAMED_CODE}\b(?:[ ,:]+(?:number|id|name|no\.?|is|it'?s)\b)*[ ,:]+)"
        rf"{_CODE_WITH_LETTERS}",
        "[digits]",
    ),
    _redaction(
        rf"(?P<before>\b(?:address is|live at|lives at|moved to) ){_HOUSE} {_STREET_WORD}"
        rf"(?: {_STREET_WORD}){{0,2}}{_FLAT}",
        "[address]",
    ),
    _redaction(
        r"(?P<before>\b(?:password|passphrase|passcode|secret (?:word|answer)"
        r"|security (?:answer|word)|code word)(?: is|'s|:) (?:also )?)"
        rf"(?!{_NO_SECRET}\b)[\w'-]+(?: (?!{_NO_SECRET}\b)[\w'-]+){{0,3}}",
        "[secret]",
    ),
    # Where a number was asked for, or is being given in pieces, so is the piece.
    _redaction(
        rf"\b{_EITHER}(?:{_SEP}{_EITHER})+{_NO_AMOUNT}|\b\d{{2,}}\b", "[digits]", asked=True
    ),
)
