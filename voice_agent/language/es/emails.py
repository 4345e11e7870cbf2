"""E-mail addresses as Spanish callers say them: "ana punto ruiz arroba correo punto es". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from voice_agent.language.es.folding import Word, fold
from voice_agent.language.es.found import Found
from voice_agent.language.es.numbers import TENS, number_at
from voice_agent.language.es.spelling import LETTERS
from voice_agent.text.word_lists import phrases, word_set

_WRITTEN = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_TOKEN = re.compile(r"\d+|[^\W\d_]+|[@._+,;:!?¿-]")
_SIGNS = dict(
    zip(
        phrases("guion bajo, guion abajo, barra baja, guion medio, guion, punto, mas, arroba, @"),
        "___--.+@@",
        strict=True,
    )
) | {(sign,): sign for sign in "._-+"}
# What is said about the writing.
_REMARKS = phrases(
    """
    todo junto, todo seguido, todo en minusculas, en minusculas, minusculas, minuscula,
    sin espacios, sin acento, sin tilde, con numero, con numeros, el numero,
    en numero, en numeros, la letra
    """
)
# An address may follow one of these; the words in between belong to it.
_LEAD_INS = word_set(
    """
    es sera seria correo email mail electronico direccion mi el la al en con para por
    envielo mandelo enviemelo mandemelo si no vale bueno pues eh apunte anote ponga escriba
    perdon digo que y cuenta
    """
)
_BREAKS = frozenset(",;:!?¿")
_LONGEST_LABEL = 3
_MOST_LOOSE = 5
_FEWEST_LETTERS = 3


class _Piece(NamedTuple):
    """A sign, or a word of an address, and its place in the text."""

    text: str
    start: int
    end: int
    sign: bool


def scan_emails(text: str) -> Iterator[Found]:
    """Yield e-mail addresses, written or spoken."""
    folded = fold(text)
    written = [*_WRITTEN.finditer(folded)]
    if written:
        for match in written:
            yield Found(*match.span(), match[0].rstrip("."))
        return
    pieces = _pieces(folded)
    for at, piece in enumerate(pieces):
        if piece.text != "@":
            continue
        domain, local = _domain(pieces, at + 1), _local(pieces, at)
        if domain and local:
            address = f"{local.text}@{domain.text}"
            yield Found(local.start, domain.end, address)


def _pieces(folded: str) -> list[_Piece]:
    said = [Word(m[0], m.start(), m.end()) for m in _TOKEN.finditer(folded)]
    pieces: list[_Piece] = []
    at = 0
    while at < len(said):
        remark = _longest(said, at, _REMARKS)
        sign = _longest(said, at, _SIGNS)
        if remark and not sign:
            at += len(remark)
            # "Juan, todo junto, Ruiz": the commas belong to the remark.
            if pieces and pieces[-1].text == ",":
                pieces.pop()
            at += at < len(said) and said[at].text == ","
            continue
        if _is_idle_comma(said, at):
            at += 1
            continue
        word = said[at]
        end = at + len(sign or (word,))
        value = _SIGNS[sign] if sign else word.text
        # The full stop of a sentence is no sign of an address.
        ends = word.text == "." and (end == len(said) or said[end].start > word.end)
        pieces.append(_Piece("," if ends else value, word.start, said[end - 1].end, bool(sign)))
        at = end
    return pieces


def _is_idle_comma(said: Sequence[Word], at: int) -> bool:
    """Tell whether a comma is only the recogniser's: beside a sign, or between letters."""
    if said[at].text != "," or not 0 < at < len(said) - 1:
        return False
    before, after = said[at - 1].text, said[at + 1].text
    signs = {sign[-1] for sign in _SIGNS} | {sign[0] for sign in _SIGNS}
    spelled = all(len(one) == 1 or one in LETTERS for one in (before, after))
    return spelled or before in signs or after in signs


def _longest(
    said: Sequence[Word], at: int, known: Sequence[tuple[str, ...]] | dict[tuple[str, ...], str]
) -> tuple[str, ...]:
    fits = [one for one in known if tuple(w.text for w in said[at : at + len(one)]) == one]
    return max(fits, key=len, default=())


def _domain(pieces: Sequence[_Piece], at: int) -> _Piece | None:
    """Read "correo punto uni punto es"."""
    labels: list[str] = []
    first, end = at, at
    while True:
        words: list[str] = []
        after = end
        while after < len(pieces) and _is_of_label(pieces[after]) and len(words) < _LONGEST_LABEL:
            words.append(pieces[after].text)
            after += 1
            if labels and not (after < len(pieces) and pieces[after].text in ".-"):
                break
        if not words:
            break
        labels.append("".join(words))
        end = after
        if end >= len(pieces) or pieces[end].text != ".":
            break
        end += 1
    if len(labels) < 2 or not 2 <= len(labels[-1]) <= 6:
        return None
    last = pieces[min(end, len(pieces)) - 1]
    return _Piece(".".join(labels), pieces[first].start, last.end, False)


def _is_of_label(piece: _Piece) -> bool:
    return piece.text == "-" or (not piece.sign and piece.text not in _BREAKS)


def _local(pieces: Sequence[_Piece], at: int) -> _Piece | None:
    """Read what comes before the "@": words, letters and numbers that nothing parts."""
    first, loose = at, 0
    while first and not _begins_after(pieces, first - 1):
        first -= 1
        loose += not pieces[first].sign and not _is_letter(pieces[first])
        if loose > _MOST_LOOSE:
            return None
    while first < at and pieces[first].sign:
        first += 1
    said = [Word(p.text, p.start, p.end) for p in pieces[first:at]]
    text = _joined(said)
    if not text or not text[-1].isalnum():
        return None
    return _Piece(text, said[0].start, said[-1].end, False)


def _joined(said: Sequence[Word]) -> str:
    """Join words, signs, spelled letters and numbers."""
    text, at = "", 0
    while at < len(said):
        letters, end = _spelled(said, at)
        read = number_at(said, at)
        if read and read.value % 1 == 0 and not said[at].text.isdecimal():
            text, at = text + str(int(read.value)), read.end
        elif len(letters) >= _FEWEST_LETTERS:
            text, at = text + letters, end
        elif said[at].text == "doble" and at + 1 < len(said):
            text, at = text + 2 * LETTERS.get(said[at + 1].text, said[at + 1].text), at + 2
        else:
            text, at = text + said[at].text, at + 1
    return text


def _spelled(said: Sequence[Word], at: int) -> tuple[str, int]:
    letters = ""
    while at < len(said) and (len(said[at].text) == 1 or said[at].text in LETTERS):
        if not said[at].text.isalpha():
            break
        letters, at = letters + LETTERS.get(said[at].text, said[at].text), at + 1
    return letters, at


def _begins_after(pieces: Sequence[_Piece], at: int) -> bool:
    """Tell whether an address that goes on after a word does not include it."""
    piece = pieces[at]
    if piece.text in _BREAKS:
        return True
    if piece.text == "a":
        beside = [pieces[n] for n in (at - 1, at + 1) if 0 <= n < len(pieces)]
        return not any(_is_letter(one) or one.sign for one in beside)
    if piece.text == "y" and at and pieces[at - 1].text in TENS:
        return False
    return not piece.sign and piece.text in _LEAD_INS


def _is_letter(piece: _Piece) -> bool:
    return len(piece.text) == 1 and piece.text.isalnum()
