"""British, Canadian and American postcodes, spelled or written."""

from __future__ import annotations

import re
from itertools import product

from voice_agent.language.en.entities.british_postcodes import BRITISH, read_postcodes
from voice_agent.language.en.entities.digits import digit_runs
from voice_agent.language.en.entities.number_words import DIGITS
from voice_agent.language.en.entities.spelling import AMBIGUOUS, spelled_runs
from voice_agent.language.en.entities.tokens import Match, TokenisedText

_SURE_COST = 1.0

_UK = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_CANADA = re.compile(r"([ABCEGHJ-NPRSTVXY][0-9][A-Z])([0-9][A-Z][0-9])")
_ZIP = re.compile(r"([0-9]{5})([0-9]{4})?")
_WRITTEN = re.compile(
    r"\b(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d)\b", re.IGNORECASE
)


def scan_postcodes(
    turn: TokenisedText, region: str | None = None, *, misheard: bool = True
) -> list[Match]:
    """Find postcodes, left to right. British, Canadian and American ones are marked.

    In a British ``region`` only British ones are found, misheard ones too; the boldest readings
    are not marked. Without ``misheard`` both of their digits must have been recognised.
    """
    if region in BRITISH:
        digits = sum(t.word[0].isdecimal() or t.word in DIGITS for t in turn.tokens)
        if not misheard and digits < 2 and _WRITTEN.search(turn.text) is None:
            return []
        return [
            turn.match(read.first, read.end, read.value, read.cost <= _SURE_COST)
            for read in read_postcodes(turn)[:1]
        ]
    matches: list[Match] = []
    for match in _WRITTEN.finditer(turn.text):
        value = _postcode(re.sub(r"\s", "", match.group()).upper())
        if value:
            matches.append(Match(match.start(), match.end(), *value))
    for run in digit_runs(turn):
        if len(run.digits) in (5, 9):
            value = _postcode(run.digits)
            if value:
                matches.append(turn.match(run.first, run.end, *value))
    for spelled in spelled_runs(turn, digits=True, blocks=True):
        value = _postcode(spelled.letters)
        if value:
            matches.append(turn.match(spelled.first, spelled.end, *value))
    matches.sort(key=lambda found: (found.start, not found.marked, -found.end))
    kept: list[Match] = []
    for found in matches:
        if not kept or found.start >= kept[-1].end:
            kept.append(found)
    return kept


def _postcode(letters: str) -> tuple[str, bool] | None:
    """Return the postcode as it is written and whether it has the form of a known country."""
    unclear = letters.count(AMBIGUOUS)
    if not 3 <= len(letters) <= 10 or unclear > 4:
        return None
    for choice in product("0O", repeat=unclear):
        chosen = iter(choice)
        text = "".join(next(chosen) if c == AMBIGUOUS else c for c in letters)
        for shape in (_UK, _CANADA):
            match = shape.fullmatch(text)
            if match:
                return f"{match[1]} {match[2]}", True
        match = _ZIP.fullmatch(text)
        if match:
            return (f"{match[1]}-{match[2]}" if match[2] else match[1]), True
    plain = letters.replace(AMBIGUOUS, "0")
    mixed = any(c.isdecimal() for c in plain) and any(c.isalpha() for c in plain)
    return (plain, False) if mixed or plain.isdecimal() else None
