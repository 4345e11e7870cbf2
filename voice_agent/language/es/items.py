"""Spanish lists of what is asked for: "dos cortados, un americano y un té, todo grande". Pure."""

from __future__ import annotations

import re

from voice_agent.language.base import Item
from voice_agent.language.es.folding import fold, plain

_WORDS = ("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez")
_COUNTS = {word: at for at, word in enumerate(_WORDS, 2)} | {str(at): at for at in range(2, 11)}
_COUNT = rf"(?:{'|'.join(_WORDS)}|10|[2-9])"
# What is counted here is no item: "dos de azúcar", "dos personas", "dos euros", "dos horas".
_NO_ITEM = (
    r"(?! (?:(?:cucharadas?|sobres?|de) |personas?\b|euros?\b|centimos\b|horas?\b|cosas\b"
    r"|minutos\b|mil\b|cientos\b|y media\b|de la\b))"
)
_JOINT = re.compile(
    rf"(?:\s*[,;.]\s+(?:y |tambien |ademas )?|\s+(?:y|mas)\s+)"
    rf"(?=(?:(?:para \w+ (?:\w+ )?)?)(?:una?|otr[oa]|{_COUNT})\b(?! poco\b| poquito\b){_NO_ITEM})"
)
_LEAD = re.compile(
    r"(?:(?:hola|buenas|buenos|dias|tardes|pues|bueno|vale|si|por favor|quiero|queria|quisiera"
    r"|querria|me gustarian?|necesito|pongame|ponme|pon|ponga|deme|dame|me|pone|pones|das|da"
    r"|puedes?|podria|poner|poneme|nos|pedir|y)\b[\s,]*)*"
)
_TAKES_BACK = re.compile(
    r"\b(?:no|perdon\w*|digo|mejor|queria decir|quise decir|en vez|en lugar|esper[ae]"
    r"|en realidad)\b"
)
_COUNTED = re.compile(rf"(?P<count>{_COUNT})\b{_NO_ITEM}")
_FOR_ALL = re.compile(
    r",?\s+(?:tod[oa]s?|amb[oa]s|los dos|las dos)(?: ell[oa]s)? (?P<what>[\w -]+?)"
    r"(?:,? por favor)?[\s.!]*$"
)
_MORE = re.compile(
    r"(?:(?:no|perdon|mejor|bueno|pues|y|de hecho) )*"
    rf"(?:que sean (?P<all>{_COUNT})"
    rf"|(?:pongame |ponme |deme |quiero )?(?P<total>{_COUNT}) de es[oa]s"
    rf"|(?:pongame |ponme |deme |quiero )?(?:otr[oa]s )?(?P<further>{_COUNT}) mas"
    rf"|otr[oa]s (?P<others>{_COUNT}))(?: (?:por favor|mejor|gracias))*"
)


def items(text: str) -> list[Item]:
    """Return what a turn lists, each to be understood by itself; nothing if it lists nothing."""
    text = text.strip()
    if _TAKES_BACK.search(fold(text)):
        return []
    of_all = _FOR_ALL.search(fold(text))
    listed = text[: of_all.start()] if of_all else text
    suffix = f", {text[of_all.start('what') : of_all.end('what')]}" if of_all else ""
    found = []
    for part in _parts(listed):
        lead = _LEAD.match(fold(part))
        at = lead.end() if lead else 0
        counted = _COUNTED.match(fold(part), at)
        count = _COUNTS[counted["count"]] if counted else 1
        found.append(Item(part.strip() + suffix, count, at if counted else -1))
    return found if len(found) > 1 or found[0].count > 1 else []


def _parts(text: str) -> list[str]:
    parts, start = [], 0
    for joint in _JOINT.finditer(fold(text)):
        parts.append(text[start : joint.start()])
        start = joint.end()
    return [*parts, text[start:]]


def more(text: str) -> int:
    """Return how many more of what was just done a turn asks for: 1 for "que sean dos"."""
    match = _MORE.fullmatch(plain(text))
    if match is None:
        return 0
    total, further = match["all"] or match["total"], match["further"] or match["others"]
    return _COUNTS[total] - 1 if total else _COUNTS[further]
