"""Abbreviations in full, and initials that a voice would read as a word letter by letter. Pure."""

from __future__ import annotations

import re

from voice_agent.text.word_lists import phrases, words

_TITLES = {
    "mr": "Mister",
    "mrs": "Missus",
    "ms": "Miz",
    "dr": "Doctor",
    "prof": "Professor",
    "rev": "Reverend",
    "gen": "General",
    "capt": "Captain",
    "sgt": "Sergeant",
    "lt": "Lieutenant",
    "hon": "Honorable",
}
_PLACES = {
    "st": "Street",
    "ave": "Avenue",
    "blvd": "Boulevard",
    "rd": "Road",
    "dr": "Drive",
    "ln": "Lane",
    "ct": "Court",
    "hwy": "Highway",
    "pkwy": "Parkway",
    "sq": "Square",
    "pl": "Place",
}
_DOTTED = {
    "e.g": "for example",
    "eg": "for example",
    "i.e": "that is",
    "ie": "that is",
    "etc": "and so on",
    "approx": "approximately",
    "vs": "versus",
    "v": "versus",
    "dept": "department",
    "apt": "apartment",
    "ste": "suite",
    "bldg": "building",
    "ext": "extension",
    "tel": "telephone",
    "ref": "reference",
    "min": "minimum",
    "max": "maximum",
    "incl": "including",
    "excl": "excluding",
    "est": "estimated",
    "avg": "average",
    "acct": "account",
    "amt": "amount",
    "bal": "balance",
    "temp": "temporary",
    "no": "number",
    "nos": "numbers",
    "fig": "figure",
    "inc": "Incorporated",
    "ltd": "Limited",
    "corp": "Corporation",
    "co": "Company",
    "jr": "Junior",
    "sr": "Senior",
    "p.a": "per year",
    "a.k.a": "also known as",
    "c/o": "care of",
    "asap": "as soon as possible",
    "hrs": "hours",
    "hr": "hour",
    "yrs": "years",
    "yr": "year",
    "mos": "months",
    "mo": "month",
    "wk": "week",
    "wks": "weeks",
}
_NEEDS_NUMBER = frozenset(
    {"no", "nos", "fig", "v", "ext", "apt", "ste", "min", "max", "temp", "est"}
)
_NEEDS_NAME = frozenset({"co", "inc", "corp", "ltd", "jr", "sr"})
_ENDS_SENTENCE = _NEEDS_NAME | {
    "etc",
    "p.a",
    "asap",
    "hrs",
    "hr",
    "yrs",
    "yr",
    "mos",
    "mo",
    "wk",
    "wks",
}
_WITHOUT_STOP = {
    "approx": "approximately",
    "vs": "versus",
    "etc": "and so on",
    "eg": "for example",
    "ie": "that is",
    "dept": "department",
    "acct": "account",
    "incl": "including",
    "excl": "excluding",
    "w/o": "without",
    "w/out": "without",
    "hrs": "hours",
    "yrs": "years",
    "mins": "minutes",
    "wks": "weeks",
    "w/": "with ",
    "c/o": "care of",
    "n/a": "not available",
    "N/A": "not available",
    "a/c": "account",
    "ASAP": "as soon as possible",
    "asap": "as soon as possible",
    "FYI": "for your information",
    "aka": "also known as",
    "p.a.": "per year",
    "and/or": "or",
    "Tel": "Telephone",
}
_LETTERS = frozenset(
    words("APR APY ACH FDIC VIP KYC ETF ETFs ETA ABA BIC EST PST CST MST EDT PDT AGI EIN TIN")
    + words("ACHs FAQ FAQs ROI USPS UPS POS OTP AML HOA PMI DTI LTV NCUA MFA")
)
_ANY_DOTTED = "|".join(
    re.escape(name) for name in sorted({*_TITLES, *_PLACES, *_DOTTED}, key=len, reverse=True)
)
_ABBREVIATION = re.compile(
    rf"(?<![\w./@-])({_ANY_DOTTED})\.(?=((?-i:\s*$|\s+(?:[A-Z](?![A-Z]\b)|[\"'(])))?)(?![\w@])",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?<![\w./@-])({'|'.join(map(re.escape, sorted(_WITHOUT_STOP, key=len, reverse=True)))})"
    r"(?:(?<=/)|(?![\w@/-]|\.\w))"
)
_TITLE_BARE = re.compile(r"(?<![\w.])(Mr|Mrs|Ms|Dr)(?= [A-Z][a-z])")
_STREET_BARE = re.compile(
    r"(?<=\d )((?:[NSEW]\.? )?(?:[A-Z]\w+ ){1,3})(St|Ave|Blvd|Rd|Dr|Ln|Ct|Hwy|Pkwy|Sq|Pl)\b(?!\.)"
)
_IN_STREET = re.compile(r"\d\w*\s+(?:[NSEW]\.?\s+)?(?:(?:[A-Z]|\d)\w*\s+){1,3}$")
_AFTER_NAME = re.compile(r"(?:\d\w*|[A-Z]\w+|\w*(?:first|second|third)|\w+th)\s+$")
_AFTER_ORDINAL = re.compile(r"\b(?:\w*(?:first|second|third)|\w+th)\s+$")
_OF_WHAT = re.compile(
    r"\b(?:account|reference|ref\.|card|order|phone|telephone|serial|the)\s+$", re.I
)
# Most sentences have no stop but their last, after a word too long for an abbreviation.
_DOTTED_WORD = re.compile(r"\b\w{1,6}\.(?:\w|.)|\b(?:\w{1,4}|\w\.\w)\.$")
_HAS_DIGIT = re.compile(r"\d")
_HAS_CAPITALS = re.compile(r"[A-Z]{3}")
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}(?=(\s*$|\s+[A-Z])?)")
# The code of a bank is read letter by letter: "BIC: COBADEFFXXX".
_BANK_CODE = re.compile(
    r"\b((?:BIC|SWIFT)(?:\s*/\s*(?:BIC|SWIFT))?(?: code)?(?: is|:)? ?)"
    r"([A-Z]{4})([A-Z]{2}[A-Z0-9]{2})([A-Z0-9]{3})?\b"
)
_NAMES_OF_STATES = """
    AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado,
    CT Connecticut, DE Delaware, DC D C, FL Florida, GA Georgia, HI Hawaii, ID Idaho,
    IL Illinois, IN Indiana, IA Iowa, KS Kansas, KY Kentucky, LA Louisiana, ME Maine,
    MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota, MS Mississippi, MO Missouri,
    MT Montana, NE Nebraska, NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico,
    NY New York, NC North Carolina, ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon,
    PA Pennsylvania, RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee,
    TX Texas, UT Utah, VT Vermont, VA Virginia, WA Washington, WV West Virginia,
    WI Wisconsin, WY Wyoming
"""
_FLAT = re.compile(r"(?:Apt|Apartment|Ste|Suite|Unit|Bldg|Floor)\b")
_STATES = {name[0]: " ".join(name[1:]) for name in phrases(_NAMES_OF_STATES)}
# Two letters are a state before a ZIP code, written or in single digits.
_STATE = re.compile(rf"\b({'|'.join(_STATES)})(?= (?:\d{{5}}|\d(?: \d){{4}})\b)")
_POINTS = {"N": "North", "S": "South", "E": "East", "W": "West"}
_POINT = re.compile(r"(?<=\d )([NSEW])\.? (?=[A-Z0-9]\w+ )")
_CAPITALS = re.compile(rf"\b(?:{'|'.join(sorted(_LETTERS, key=len, reverse=True))})\b")


def speak(text: str) -> str:
    """Return a text with its abbreviations in full."""
    if _DOTTED_WORD.search(text):
        text = _ABBREVIATION.sub(_in_full, text)
        text = _INITIALS.sub(_initials, text)
    text = _BARE.sub(lambda m: _WITHOUT_STOP[m[1]], text)
    text = _TITLE_BARE.sub(lambda m: _TITLES[m[1].lower()], text)
    if _HAS_DIGIT.search(text):
        text = _STATE.sub(lambda m: _STATES[m[1]], text)
        text = _POINT.sub(lambda m: f"{_POINTS[m[1]]} ", text)
        text = _STREET_BARE.sub(lambda m: m[1] + _PLACES[m[2].lower()], text)
    if not _HAS_CAPITALS.search(text):
        return text
    text = _BANK_CODE.sub(_bank_code, text)
    return _CAPITALS.sub(_letter_by_letter, text)


def _bank_code(match: re.Match[str]) -> str:
    return match[1] + ", ".join(" ".join(part) for part in match.groups()[1:] if part)


def _in_full(match: re.Match[str]) -> str:
    name, ends = match[1].lower(), match[2] is not None
    before, after = match.string[: match.start()], match.string[match.end() :].lstrip()
    stop = "." if ends and _FLAT.match(after) is None else ""
    named = after[:1].isupper()
    if name in ("st", "dr"):
        # "Dr. Oak" is a person, "12 Oak Dr. We" a street; "St. Mary" is a saint.
        if (
            _AFTER_ORDINAL.search(before)
            or _IN_STREET.search(before)
            or (not named and _AFTER_NAME.search(before))
        ):
            return _PLACES[name] + stop
        return "Saint" if name == "st" else "Doctor"
    if name in _TITLES:
        return _TITLES[name] if named or name in ("mr", "mrs", "ms") else match[0]
    if name in _PLACES:
        return _PLACES[name] + stop if _AFTER_NAME.search(before) else match[0]
    if name == "no" and (after.startswith("of ") or _OF_WHAT.search(before)):
        return "number"
    if name in _NEEDS_NUMBER and not after[:1].isdigit() and not re.search(r"\d\s*$", before):
        return match[0] if name != "est" and name not in ("min", "max") else _plain(name, match)
    if name in _NEEDS_NAME and not re.search(r"[A-Z&][\w']*,?\s+$", before):
        return match[0]
    if name in ("min", "mos", "mo") and re.search(r"\d\s*$", before):
        return {"min": "minutes"}.get(name, _DOTTED[name]) + stop
    said = _DOTTED[name]
    if name in ("e.g", "i.e", "eg", "ie"):
        return said.capitalize() if match[1][0].isupper() else said
    return said + (stop if name in _ENDS_SENTENCE else "")


def _plain(name: str, match: re.Match[str]) -> str:
    following = match.string[match.end() :]
    return _DOTTED[name] if re.match(r"\s+[a-z]", following) else match[0]


def _initials(match: re.Match[str]) -> str:
    letters = match[0].replace(".", "")
    if letters.lower() in ("am", "pm"):
        return letters.upper()
    stop = "." if match[1] is not None else ""
    return " ".join(letters.upper()) + stop


def _letter_by_letter(match: re.Match[str]) -> str:
    word = match[0]
    return " ".join(word[:-1]) + "s" if word.endswith("s") else " ".join(word)
