"""E-mail addresses, written or spoken: "jo dot smith at gmail dot com"."""

from __future__ import annotations

import re

from voice_agent.language.en.entities.digits import DIGITS
from voice_agent.language.en.entities.numbers import small
from voice_agent.language.en.entities.tokens import Match, TokenisedText
from voice_agent.text.word_lists import word_set

_WRITTEN = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LABEL = re.compile(r"[a-z0-9-]+")
_MARKS = {
    "dot": ".",
    "period": ".",
    "point": ".",
    ".": ".",
    "underscore": "_",
    "_": "_",
    "dash": "-",
    "hyphen": "-",
    "minus": "-",
    "plus": "+",
    "+": "+",
}
# An address may follow one of these; the words in between belong to it.
_LEAD_INS = word_set(
    """
    is it's its that's thats was address email e-mail mail to use : ,
    """
)
_TLDS = word_set(
    """
    com net org edu gov io co uk us de fr ca au info biz me app dev ai nl es it ie in eu nz
    """
)
_MOST_LOOSE_WORDS = 5


def scan_emails(turn: TokenisedText) -> list[Match]:
    """Find addresses, left to right."""
    matches = [
        Match(match.start(), match.end(), match.group().lower())
        for match in _WRITTEN.finditer(turn.text)
    ]
    if matches:
        return matches
    tokens = turn.tokens
    at = 0
    while at < len(tokens):
        word = tokens[at].word
        at += 1
        if word not in ("at", "@"):
            continue
        end = at
        if turn.word(at) == "the" and turn.word(at + 1) == "rate":
            end = at + 2 + (turn.word(at + 2) == "of")
        domain = _domain(turn, end)
        local = _local(turn, at - 1) if domain else None
        if domain and local:
            matches.append(turn.match(local[1], domain[1], f"{local[0]}@{domain[0]}"))
            at = domain[1]
    return matches


def _domain(turn: TokenisedText, at: int) -> tuple[str, int] | None:
    """Read the domain at ``at``, up to a known last label, and the index after it."""
    labels = ""
    index = at
    while index < min(len(turn.tokens), at + 14):
        word = turn.word(index)
        if word in ("dot", ".", "period", "point"):
            following = turn.word(index + 1)
            if not labels or not following:
                return None
            labels += "."
            if following in _TLDS:
                labels += following
                index += 2
                more = turn.word(index) in ("dot", ".") and turn.word(index + 1) in (
                    "uk",
                    "au",
                    "nz",
                    "in",
                )
                if not more:
                    return labels, index
                return f"{labels}.{turn.word(index + 1)}", index + 2
        else:
            piece = _piece(turn, index)
            if piece is None:
                return None
            labels += piece[0]
            index = piece[1]
            continue
        index += 1
    return None


def _piece(turn: TokenisedText, at: int) -> tuple[str, int] | None:
    """Read a word, letter or number at ``at`` as it is typed."""
    word = turn.word(at)
    if word in ("dash", "hyphen"):
        return "-", at + 1
    if word == "double" and len(turn.word(at + 1)) == 1:
        return turn.word(at + 1) * 2, at + 2
    if word in DIGITS and word != "o":
        return DIGITS[word], at + 1
    read = small(turn.tokens, at)
    if read:
        return str(read[0]), read[1]
    return (word, at + 1) if _LABEL.fullmatch(word) else None


def _local(turn: TokenisedText, end: int) -> tuple[str, int] | None:
    """Read the part before the "at" at ``end``, and the index where it starts."""
    start = _start_of_local(turn, end)
    if start is None:
        return None
    typed = ""
    at = start
    while at < end:
        mark = _MARKS.get(turn.word(at))
        if mark:
            typed, at = typed + mark, at + 1
            continue
        piece = _piece(turn, at)
        if piece is None:
            return None
        typed, at = typed + piece[0], piece[1]
    return (typed, start) if typed.strip(".-_+") == typed and typed else None


def _start_of_local(turn: TokenisedText, end: int) -> int | None:
    start = end
    loose = 0
    certain = end
    while start > 0:
        word = turn.word(start - 1)
        if word in _LEAD_INS:
            return start if start < end else None
        joined = start < end and (word in _MARKS or turn.word(start) in _MARKS)
        spelled = len(word) == 1 and word.isalnum()
        if word not in _MARKS and not _LABEL.fullmatch(word):
            break
        if word == "." and turn.tokens[start - 1].end != turn.tokens[start].start:
            break
        start -= 1
        if joined or start == end - 1 or (spelled and certain == start + 1):
            certain = start
        elif word not in _MARKS:
            loose += 1
        if loose > _MOST_LOOSE_WORDS:
            break
    if start == 0:
        return 0 if loose <= 2 and end else certain if certain < end else None
    return certain if certain < end else None
