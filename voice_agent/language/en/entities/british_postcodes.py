"""British postcodes in what a recogniser wrote for them.

Each word is read as characters in all the ways that ``letters`` knows; of all strings that have
the form of a postcode the cheapest is right. Forms, letters and the 124 areas are those of the
Royal Mail (BS 7666). "and g 3 are 5 d zed" is NG3R 5DZ.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from voice_agent.language.en.entities.letters import ASIDE, confusions, readings
from voice_agent.language.en.entities.tokens import TokenisedText
from voice_agent.text.word_lists import word_set

_AREAS = word_set(
    """
    ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy
    e ec eh en ex fk fy g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky l la ld le
    ll ln ls lu m me mk ml n ne ng nn np nr nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl
    sm sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc wd wf wn wr ws wv yo ze
    """
)
BRITISH = ("GB", "GG", "IM", "JE")
"""Regions whose postcodes are British."""
_AREA_STARTS = frozenset(area[0] for area in _AREAS)
_INWARD = frozenset("abdefghjlnpqrstuwxyz")
_DIGITS = frozenset("0123456789")
# What is allowed at each place of each of the six forms; all of them end in "9aa".
_SHORT, _LONG = frozenset("abcdefghjkpstuw"), frozenset("abehmnprvwxy")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_SHAPES = tuple(
    (*(_LETTERS for _ in range(area)), _DIGITS, *rest, _DIGITS, _INWARD, _INWARD)
    for area, third in ((1, _SHORT), (2, _LONG))
    for rest in ((), (_DIGITS,), (third,))
)
_BEAM = 40
_SKIP_COST = 1.5
_ECHO_COST = 1.0
_VOWELS = ("a", "e", "i", "o")
_HIGHEST_COST = 1.0
_MOST_TOKENS = 24


class Candidate(NamedTuple):
    """A postcode that the tokens ``first`` to ``end`` (excluded) may mean."""

    value: str
    cost: float
    first: int
    end: int


def read_postcodes(turn: TokenisedText, highest: float = _HIGHEST_COST) -> list[Candidate]:
    """Return the British postcodes that a turn may mean, cheapest first, up to ``highest``."""
    tokens = turn.tokens[:_MOST_TOKENS]
    # After each token: what has been read so far -> its cost and where it began.
    states: list[dict[str, tuple[float, int]]] = [{} for _ in range(len(tokens) + 1)]
    states[0][""] = (0.0, 0)
    done: dict[str, Candidate] = {}
    for at in range(len(tokens)):
        skip = _skipped(turn, at)
        beam = sorted(states[at].items(), key=lambda state: (state[1][0], -len(state[0])))[:_BEAM]
        read = readings(turn, at)
        for prefix, (cost, first) in beam:
            _keep(states[at + 1], prefix, cost + skip, first, highest)
            for text, end, price in read:
                for grown, extra in _grown(prefix, text):
                    total = cost + price + extra
                    start = first if prefix else at
                    _keep(states[min(end, len(tokens))], grown, total, start, highest)
    for prefix, (cost, first) in states[len(tokens)].items():
        if _whole(prefix):
            value = f"{prefix[:-3]} {prefix[-3:]}".upper()
            done[value] = Candidate(value, cost, first, len(tokens))
    return sorted(done.values(), key=lambda candidate: (candidate.cost, candidate.value))


def _keep(
    states: dict[str, tuple[float, int]], prefix: str, cost: float, first: int, highest: float
) -> None:
    if cost <= highest and (prefix not in states or cost < states[prefix][0]):
        states[prefix] = (cost, first)


def _skipped(turn: TokenisedText, at: int) -> float:
    """Return the cost of leaving the token at ``at`` out of the postcode."""
    word = turn.word(at)
    if word in ASIDE:
        return 0.0
    # Names of letters begin or end with a vowel, and a drawn-out letter is recognised twice.
    return _ECHO_COST if word in _VOWELS or word == turn.word(at - 1) else _SKIP_COST


@lru_cache(maxsize=32768)
def _grown(prefix: str, text: str) -> tuple[tuple[str, float], ...]:
    """Return ``prefix`` with each string that ``text`` may have been and that fits a form."""
    if not text:
        return ((prefix, 0.0),)
    return tuple(
        (more, cost + extra)
        for character, cost in confusions(text[0]).items()
        if _begins(prefix + character)
        for more, extra in _grown(prefix + character, text[1:])
    )


@lru_cache(maxsize=65536)
def _begins(prefix: str) -> bool:
    """Tell whether a postcode can begin like that."""
    letters = len(prefix) - len(prefix.lstrip("abcdefghijklmnopqrstuvwxyz"))
    area = prefix[:letters]
    if letters == len(prefix):
        return area in _AREAS or (letters == 1 and area in _AREA_STARTS)
    return area in _AREAS and any(_fits(prefix, shape) for shape in _SHAPES)


def _fits(prefix: str, shape: tuple[frozenset[str], ...]) -> bool:
    return len(prefix) <= len(shape) and all(
        character in allowed for character, allowed in zip(prefix, shape, strict=False)
    )


def _whole(text: str) -> bool:
    return any(len(text) == len(shape) and _fits(text, shape) for shape in _SHAPES)
