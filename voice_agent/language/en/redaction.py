"""Patterns of personal details in English text, written or spoken."""

from __future__ import annotations

import re

from voice_agent.language.base import Redaction

_ONE = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_DIGIT = rf"(?:zero|oh|{_ONE}|double|triple|treble|\d)"
_TEEN = r"(?:ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen)"
_TENS = r"(?:(?:twen|thir|for|fif|six|seven|eigh|nine)ty)"
_PAIR = rf"(?:{_TENS}(?:[ -]{_ONE})?|{_TEEN}|\d\d)"
_EITHER = rf"(?:{_PAIR}|{_DIGIT})\b"
# Between groups a caller takes breath: "four one one, then one one one".
_SEP = r"(?:[ ,.-]+(?:(?:and )?then |uh |um |er )?)"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
# "December twenty five twenty twenty six" and "one hundred twenty three" stay as they are.
_DATE_OR_AMOUNT = (
    rf"(?P<before>\b(?:{_MONTH}|hundred|thousand|million)(?:[ ,]+(?:and )?{_EITHER})+)"
)
_NO_AMOUNT = (
    r"(?!\s*(?:dollars?|bucks|cents?|pounds?|euros?|percent|hundred|thousand|million|grand|days?"
    r"|weeks?|months?|years?|hours?|minutes?|people|times|o'?clock|[ap]\.?m\b))"
)
_NUMBER_NAME = (
    r"(?:card|account|acct|number|social|ssn|pin|code|cvv|cvc|cv2|security|routing|iban|passport"
    r"|licen[cs]e|member|policy|digits|ending(?: in)?|phone|mobile|cell|telephone)"
)
_DOMAIN = r"(?:com|org|net|edu|gov|co|io|uk|de|us|ca|me|info|biz)"
_LOCAL_PART = r"(?:(?:\w[ .-]+){2,40}\w?|(?:\w+ ){1,2}all (?:one word|lower ?case)|[\w.-]{1,64})"
_LOCAL_REST = r"(?: (?:dot|underscore|dash|hyphen|the number|number|period) \w+)*"

_NO_NAME = (
    r"(?:the|a|an|my|our|your|this|that|of|on|in|down|up|to|at|and|or|is|are|was|for|from|by|with"
    r"|about|minutes?|hours?|days?|weeks?|months?|years?|miles?|blocks?|times|more|other|per"
    r"|hundred|thousand|dollars?|percent|cards?|accounts?)"
)
_HOUSE = rf"(?:\d{{1,5}}[a-z]?|{_EITHER}(?:[ -]{_EITHER}){{0,3}})"
_STREET = r"(?:street|avenue|road|boulevard|lane|highway|terrace|crescent|parkway)"
_SHORT_STREET = r"(?:st|ave|rd|blvd|dr|ln|drive|way|place|court|square|circle|close|row|hill|trail)"
_STREET_WORD = rf"(?:(?!{_NO_NAME}\b)[a-z]\w*|\d+(?:st|nd|rd|th))"
_FLAT = r"(?:,? (?:apartment|apt\.?|unit|suite|flat|number) \w+)?"

_DATE_START = (
    rf"(?:\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|{_MONTH}|{_PAIR}|{_DIGIT}|\d{{4}}"
    rf"|(?:{_TENS}[ -])?(?:first|second|third|fourth|fifth|sixth"
    r"|seventh|eighth|ninth)|tenth|eleventh|twelfth|\w+teenth|twentieth|thirtieth"
    r"|\d{1,2}(?:st|nd|rd|th)|hundred|thousand)\b"
)
_DATE_WORD = rf"(?:{_DATE_START}|(?:the|of|and)\b)"


def _redaction(pattern: str, label: str, *, asked: bool = False) -> Redaction:
    return Redaction(re.compile(pattern, re.IGNORECASE), label, asked=asked)


redactions = (
    Redaction(re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+\b"), "[email]"),
    _redaction(
        rf"\b(?<!'){_LOCAL_PART}{_LOCAL_REST} ?\bat (?:sign )?\w+(?: \w+)?(?: dot \w+)*?"
        rf" dot {_DOMAIN}(?: dot {_DOMAIN})*\b",
        "[email]",
    ),
    _redaction(r"\b[\w.-]{1,64}(?: (?:dot|underscore|dash) \w+)* at \w+(?: dot \w+)+\b", "[email]"),
    _redaction(
        r"(?P<before>\b(?:(?:date of )?birth(?:day|date)?|birth date|dob|born)\b"
        rf"(?:[ ,:]+(?:is|was|on|it'?s|in|the)\b)*[ ,:]+)(?>{_DATE_START}(?:[ ,]+{_DATE_WORD})*)",
        "[birthday]",
    ),
    _redaction(rf"\b{_HOUSE} (?:{_STREET_WORD} ){{1,3}}{_STREET}\b{_FLAT}", "[address]"),
    _redaction(
        rf"\b\d{{1,5}}[a-z]? (?:{_STREET_WORD} ){{1,3}}{_SHORT_STREET}\b\.?{_FLAT}", "[address]"
    ),
    # Four digits or more in a row, however they are grouped or said: cards, accounts, phones.
    Redaction(
        re.compile(r"(?<![\w$])\+?\d(?:[ ().-]{0,3}\d){3,}\b(?!\s*(?:dollars|bucks))"), "[digits]"
    ),
    _redaction(rf"\b{_DIGIT}(?:{_SEP}{_DIGIT}\b){{3,}}", "[digits]"),
    # In pairs: "forty one eleven eleven". Two may be a year, a time or an amount.
    _redaction(
        rf"{_DATE_OR_AMOUNT}|\b(?>{_EITHER}(?:{_SEP}{_EITHER}){{3,}}"
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
        r"(?P<before>\bmy (?:full |last |first )?name(?: is|'s) (?:also )?)"
        rf"(?!{_NO_NAME}\b|not\b|spelled\b)"
        rf"[a-z][\w'-]+(?: (?!{_NO_NAME}\b|i\b|i'\w+|can|could|please|calling|here|but|so|what)"
        r"[a-z][\w'-]+){0,2}",
        "[name]",
    ),
    # Where a number was asked for, or is being given in pieces, so is the piece.
    _redaction(
        rf"\b{_EITHER}(?:{_SEP}{_EITHER})+{_NO_AMOUNT}|\b\d{{2,}}\b", "[digits]", asked=True
    ),
)
