"""E-mail addresses, written or spoken: "jo dot smith at gmail dot com"."""

from __future__ import annotations

import re

from voice_agent.language.en.entities.number_words import DIGITS
from voice_agent.language.en.entities.numbers import small
from voice_agent.language.en.entities.tokens import Match, Token, TokenisedText
from voice_agent.text.word_lists import phrases, word_set

_WRITTEN = re.compile(r"[\w.+#&*=!%-]+@[\w-]+(?:\.[\w-]+)+")
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
    is it's its it that's thats was be address email e-mail mail to use said say meant mean no nope
    actually sorry should would make : ,
    """
)
_TLDS = word_set(
    """
    com net org edu gov io co uk us de fr ca au info biz me app dev ai nl es it ie in eu nz
    """
)
_MOST_LOOSE_WORDS = 5
_MOST_SPELLED = 4
_LONGEST_LABEL = 10
_ENDS = frozenset(("", ".", "?", "!", ","))
# What is said about the writing: "john smith, all one word, at ...", "mike the number two at ...".
_REMARKS = phrases(
    """
    all one word, all in one word, as one word, one word, all together, no space, no spaces,
    without spaces, with no space, with no spaces, all lowercase, all lower case, lowercase,
    lower case, in lowercase, in lower case, all small letters, the number, the digit, the digits,
    the letter, the word, capital, and then the number, and then the digit, and then the digits,
    and then a, and then an, and then, then a, then an, then, then the number, then the digit,
    then the digits, followed by the number, followed by a, followed by, and the number,
    and the digit
    """
)
_LONGEST_REMARK = max(map(len, _REMARKS))
_REMARK_STARTS = frozenset(remark[0] for remark in _REMARKS)


def scan_emails(turn: TokenisedText) -> list[Match]:
    """Find addresses, left to right."""
    matches = [
        Match(match.start(), match.end(), match.group().lower())
        for match in _WRITTEN.finditer(turn.text)
    ]
    if matches:
        return matches
    if not any(token.word in ("at", "@") for token in turn.tokens):
        return []
    turn = _without_remarks(turn)
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


def _without_remarks(turn: TokenisedText) -> TokenisedText:
    """Return the turn without what is said about the writing of an address."""
    kept: list[Token] = []
    at = 0
    while at < len(turn.tokens):
        length = _remark(turn, at)
        if not length:
            kept.append(turn.tokens[at])
            at += 1
            continue
        at += length
        if kept and kept[-1].word == ",":
            kept.pop()
        at += turn.word(at) == ","
    if len(kept) < len(turn.tokens):
        # Who says how it is written pauses before the end, too: "then a seven, at yahoo dot com".
        following = [*(token.word for token in kept[1:]), ""]
        pairs = zip(kept, following, strict=True)
        kept = [token for token, after in pairs if (token.word, after) != (",", "at")]
    return TokenisedText(turn.text, tuple(kept))


def _remark(turn: TokenisedText, at: int) -> int:
    """Return how many tokens at ``at`` are a remark."""
    word = turn.word(at)
    if word in ("sign", "symbol") and turn.word(at - 1) == "at":
        return int(turn.word(at + 1) not in ("dot", "."))
    if [turn.word(at + more) for more in range(3)] == ["with", "a", "capital"]:
        return 3 + (len(turn.word(at + 3)) == 1)
    if word not in _REMARK_STARTS:
        return 0
    said = tuple(token.word for token in turn.tokens[at : at + _LONGEST_REMARK])
    return max((len(one) for one in _REMARKS if said[: len(one)] == one), default=0)


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
            last = _last_label(turn, index + 1)
            if last:
                return labels + last[0], last[1]
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


def _last_label(turn: TokenisedText, at: int) -> tuple[str, int] | None:
    """Read a last label that ends the text, known or not: "dot a b c", "dot club"."""
    end = at
    while len(turn.word(end)) == 1 and turn.word(end).isalpha() and end < at + _MOST_SPELLED:
        end += 1
    if end - at > 1 and turn.word(end) in _ENDS:
        return "".join(turn.word(index) for index in range(at, end)), end
    word = turn.word(at)
    known = word.isalpha() and 1 < len(word) <= _LONGEST_LABEL and turn.word(at + 1) == ""
    return (word, at + 1) if known and word.isascii() else None


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
    if start and turn.word(start) == "i" and len(turn.word(start + 1)) > 1 and start + 1 < end:
        # "No, I ivan dot king": a pronoun, unless a mark follows.
        start += turn.word(start + 1) not in _MARKS
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


def _is_number(turn: TokenisedText, at: int) -> bool:
    return turn.word(at) in DIGITS or small(turn.tokens, at) is not None


def _start_of_local(turn: TokenisedText, end: int) -> int | None:
    start = end
    loose = 0
    certain = end
    while start > 0:
        word = turn.word(start - 1)
        dotted = start < end and turn.word(start) in _MARKS and turn.word(start).isalpha()
        if word in _LEAD_INS and not dotted:
            return start if start < end else None
        joined = start < end and (word in _MARKS or turn.word(start) in _MARKS)
        # "T U R N E R forty two": letters and numbers before what is certain belong to it.
        spelled = word.isalnum() and (len(word) == 1 or _is_number(turn, start - 1))
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
