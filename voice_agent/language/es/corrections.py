"""Spanish second thoughts: "no, grande", "perdón, quería decir", "Marcos, no Miguel". Pure."""

from __future__ import annotations

import re

from voice_agent.language.es.folding import plain

_MARK = (
    r"(?:no(?! quiero)|perdon|perdona|perdone|digo|mejor(?: dicho)?|quiero decir|queria decir"
    r"|quise decir|mas bien|en realidad|me he equivocado|me equivoque|cambialo a|cambielo a"
    r"|que sea|ponlo|pongalo|en vez de eso)"
)
_BEFORE = r"(?:ay|ah|eh|bueno|espera|espere|pues|y|pero|lo siento|un|una|uno|el|la)"
_CORRECTS = re.compile(rf"(?:{_BEFORE} )*{_MARK}(?: |$)(?:(?:{_MARK}|{_BEFORE})(?: |$))*")
_AFTER = re.compile(r"(?P<new>.+?) (?:mejor|en su lugar|en vez de eso)(?: por favor)?")
_NOT = re.compile(r"(?:(?:no|perdon|es|a|para) )*(?P<new>.+?) (?:y )?no (?:a |para )?(?P<old>.+)")
_BUT = re.compile(r"no (?:es |a |para )?(?P<old>.+?) (?:sino|es) (?:a |para )?(?P<new>.+)")
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
    match = _BUT.fullmatch(said) or _NOT.fullmatch(said)
    if match is None or len(match["new"].split()) > _MOST_OF_A_VALUE:
        return None
    return match["new"], match["old"]
