"""Account numbers with a country (IBAN), spelled or written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voice_agent.language.en.entities.spelling import AMBIGUOUS, spelled_runs
from voice_agent.language.en.entities.tokens import Match, TokenisedText
from voice_agent.text.check_digits import iban

_WRITTEN_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z\d]{1,4}){3,8}\b", re.IGNORECASE)
_BLANKS = (" ", "\n", "\t")


def scan_ibans(turn: TokenisedText) -> list[Match]:
    """Find account numbers with a country (IBAN) whose check digits are right."""
    matches = [*_written(turn.text)]
    for spelled in spelled_runs(turn, digits=True, blocks=True):
        # The letters come first; an "o" after them is nearly always a zero.
        value = spelled.letters.replace(AMBIGUOUS, "0")
        if iban(value) and not any(
            spelled.first <= t < spelled.end for t in _within(turn, matches)
        ):
            matches.append(turn.match(spelled.first, spelled.end, value))
    return sorted(matches, key=lambda found: found.start)


def _written(text: str) -> Iterator[Match]:
    at = 0
    while written := _WRITTEN_IBAN.search(text, at):
        start, end = written.span()
        at = start + 1
        # The pattern may take in the words after it: leave them out one by one.
        while end > start:
            value = re.sub(r"\s", "", text[start:end]).upper()
            if iban(value):
                yield Match(start, end, value)
                at = end
                break
            end = max(text.rfind(blank, start, end) for blank in _BLANKS)


def _within(turn: TokenisedText, matches: list[Match]) -> list[int]:
    """Return the indices of the tokens that the matches cover."""
    return [
        index
        for index, token in enumerate(turn.tokens)
        if any(found.start <= token.start < found.end for found in matches)
    ]
