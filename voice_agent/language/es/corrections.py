"""Spanish second thoughts: "no, grande", "perdón, quería decir", "Marcos, no Miguel". Pure."""

from __future__ import annotations

import re

from voice_agent.language.es.folding import plain

_MARK = (
    r"(?:no(?! quiero)|perdon|perdona|perdone|digo|(?:casi )?mejor(?: dicho)?|quiero decir"
    r"|queria decir|quise decir|mas bien|en realidad|me he equivocado|me equivoque"
    r"|me he confundido|me confundi|rectifico|corrijo|pensandolo (?:bien|mejor)|o sea"
    r"|(?:te |le )?(?:he dicho|dije)(?: que)?"
    r"|cambi(?:alo|elo|ala|ela|emoslo) (?:a|al|por)|que sean?|ponlo|pongalo|en vez de eso)"
)
_BEFORE = r"(?:ay|ah|eh|bueno|espera|espere|pues|y|pero|lo siento|un|una|uno|el|la)"
_CORRECTS = re.compile(rf"(?:{_BEFORE} )*{_MARK}(?: |$)(?:(?:{_MARK}|{_BEFORE})(?: |$))*")
_AFTER = re.compile(r"(?P<new>.+?) (?:mejor|en su lugar|en vez de eso)(?: por favor)?")
_TO = r"(?:(?:a|al|para|el|la|los|las|es|son|era|eran|he dicho|dije) )*"
_NOT = re.compile(rf"(?:(?:no|perdon) )*{_TO}(?P<new>.+?) (?:y )?no {_TO}(?P<old>.+)")
_BUT = re.compile(
    rf"no {_TO}(?P<old>.+?) (?:sino(?: que)?|(?:es|son|era|eran|he dicho|dije)) {_TO}(?P<new>.+)"
)
_NO_FIRST = re.compile(rf"{_TO}(?P<old>.+?) no$")
_NO_BEFORE = re.compile(rf"no {_TO}(?P<old>.+)")
_CLAUSES = re.compile(r"[,.;:!?]+\s+")
_MOST_WORDS = 9
_MOST_OF_A_VALUE = 5


def takes_back(between: str) -> bool:
    """Tell whether the words between two values say that the second replaces the first."""
    said = plain(between)
    return bool(said) and _CORRECTS.fullmatch(f"{said} ".strip()) is not None


def correction(text: str) -> str | None:
    """Return what a turn puts right, without the words that say so; None if nothing is."""
    said = plain(text)
    match = _CORRECTS.match(said)
    if match:
        return said[match.end() :]
    after = _AFTER.fullmatch(said)
    return after["new"] if after else None


def replacement(text: str) -> tuple[str, str] | None:
    """Return the new and the old words of a turn that says "Marcos, no Miguel"."""
    said = plain(text)
    if len(said.split()) > _MOST_WORDS:
        return None
    pair = _in_clauses(text)
    if pair is None:
        match = _BUT.fullmatch(said) or _NOT.fullmatch(said)
        pair = (match["new"], match["old"]) if match else None
    if pair is None or len(pair[0].split()) > _MOST_OF_A_VALUE or _says_nothing(pair[0]):
        return None
    return pair


def _in_clauses(text: str) -> tuple[str, str] | None:
    """Read "Miguel no, Marcos" and "no Miguel, Marcos": the comma tells what is denied."""
    clauses = [plain(one) for one in _CLAUSES.split(text) if plain(one)]
    while clauses and _says_nothing(clauses[0]):
        clauses = clauses[1:]
    if len(clauses) != 2:
        return None
    first, second = clauses
    old = _NO_FIRST.fullmatch(first) or _NO_BEFORE.fullmatch(first)
    if old is None or second.startswith("no "):
        return None
    new = re.match(_TO, second)
    return second[new.end() :] if new else second, old["old"]


def _says_nothing(clause: str) -> bool:
    return _CORRECTS.fullmatch(clause) is not None or re.fullmatch(_BEFORE, clause) is not None
