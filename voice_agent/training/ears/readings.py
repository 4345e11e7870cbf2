"""Write how a person may have dictated a value, one of which the second ear hears. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from voice_agent.stt.ears.symbols import DIGIT_WORDS, LETTERS, NUMBER_WORDS, SPACE

Symbols = tuple[str, ...]
KINDS = ("names", "numbers", "addresses")
_MOST = 600
_FEWEST_DIGITS = 10
"""Spreadsheets lose the zero that a shorter number begins with."""
_TEENS, _TENS, _HUNDRED = NUMBER_WORDS[:10], ("", "", *NUMBER_WORDS[10:18]), NUMBER_WORDS[18]
_SAME = {
    1: ("{0}",),
    2: ("{0} {0}", "double {0}"),
    3: ("{0} {0} {0}", "triple {0}", "double {0} {0}", "{0} double {0}"),
}


def readings(kind: str, value: str) -> list[Symbols]:
    """Return what may have been said: spelled or digit by digit, or as words without symbols."""
    if kind == "names":
        return [*_spelled(value), ()]
    if kind == "numbers":
        digits = "".join(one for one in value if one.isdecimal())
        lost = len(digits) < _FEWEST_DIGITS
        return [*_digits(digits), *(_digits(f"0{digits}") if lost else ())]
    as_words = [list(_number(digits)) for digits in re.findall(r"\d+", value)]
    parts = [_digits(word)[:8] if word.isdecimal() else [_letters(word)] for word in value.split()]
    return [*_joined(as_words), *_joined(parts)]


def _spelled(value: str) -> Iterable[Symbols]:
    parts = [_letters(word) for word in value.split()]
    for space in ((), (SPACE,)) if len(parts) > 1 else ((),):
        line = list(parts[0])
        for part in parts[1:]:
            line += [*space, *part]
        yield tuple(line)
        for at in range(len(line) - 1):
            if line[at] == line[at + 1]:
                yield (*line[:at], "double", *line[at + 1 :])


def _letters(word: str) -> Symbols:
    return tuple(one for one in word.lower() if one in LETTERS)


def _digits(digits: str) -> list[Symbols]:
    """Return digits one by one; what repeats may be doubled, and a zero be an "oh"."""
    runs = [
        [
            tuple(way.format(word).split())
            for word in (("zero", "o") if digit == "0" else (DIGIT_WORDS[int(digit)],))
            for way in _SAME.get(count, (" ".join(["{0}"] * count),))
        ]
        for digit, count in ((one, len(list(same))) for one, same in itertools.groupby(digits))
    ]
    return _joined(runs)


def _number(digits: str) -> Iterable[Symbols]:
    """Yield a number of a house: "three four", "thirty four", "five sixty eight"."""
    yield from _digits(digits)
    number = int(digits)
    if len(digits) == 2:
        yield _two(number)
    elif len(digits) == 3:
        first, rest = DIGIT_WORDS[number // 100], _two(number % 100)
        yield (first, _HUNDRED, *(rest if number % 100 else ()))
        yield from ([(first, *rest)] if number % 100 >= len(DIGIT_WORDS) else ())
    elif len(digits) == 4:
        yield (*_two(number // 100), *_two(number % 100))


def _two(number: int) -> Symbols:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return (DIGIT_WORDS[ones],)
    if tens == 1:
        return (_TEENS[ones],)
    return (_TENS[tens], *((DIGIT_WORDS[ones],) if ones else ()))


def _joined(parts: Sequence[Sequence[Symbols]]) -> list[Symbols]:
    ways = itertools.islice(itertools.product(*parts), _MOST)
    return [tuple(itertools.chain.from_iterable(way)) for way in ways]
