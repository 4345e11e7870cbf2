"""Street, number, postcode, town and province of a Spanish address. Pure."""

from __future__ import annotations

import re

from voice_agent.language.es.address_turn import STOP, Part, Turn, is_letter
from voice_agent.language.es.address_units import begins_unit
from voice_agent.language.es.digits import digit_runs, is_postcode
from voice_agent.language.es.months import MONTH_NUMBERS
from voice_agent.language.es.street_words import (
    ABBREVIATED,
    COUNTED,
    NO_NAME,
    NUMBER_MARKS,
    PARTICLES,
    PROVINCES,
    STREETS,
)

_MOST_STREET_WORDS = 7
_MOST_TOWN_WORDS = 6
_HIGHEST = 9_999
_RANGE = re.compile(r"\d{1,4}-\d{1,4}")


def street(turn: Turn, at: int, *, bare: bool = False) -> Part | None:
    """Read "calle de Alcalá" or "Gran Vía"; ``bare`` if it may lack the word for a street."""
    kind = turn.word(at) in STREETS
    great = (turn.word(at), turn.word(at + 1)) == ("gran", "via")
    if not (kind or great or bare):
        return None
    first = at + 1 if kind or great else at
    if first == at and turn.word(at) in NUMBER_MARKS:
        return None
    end = _end_of_name(turn, first)
    while end > first and turn.word(end - 1) in PARTICLES:
        end -= 1
    if end == first:
        return None
    said = [turn.written(index) for index in range(at, end)]
    if kind:
        said[0] = ABBREVIATED.get(turn.word(at), said[0]).capitalize()
    return Part(" ".join(said), end)


def _end_of_name(turn: Turn, first: int) -> int:
    end = first
    while end < min(len(turn.words), first + _MOST_STREET_WORDS):
        if end > first and turn.stops(end):
            break
        numbered = _number_of_name(turn, first, end)
        if numbered:
            end = numbered
            continue
        word = turn.word(end)
        of_month = word in MONTH_NUMBERS and turn.word(end - 1) == "de"
        if not word[0].isalpha() or turn.is_number(end) or (word in NO_NAME and not of_month):
            break
        if end > first and (word in NUMBER_MARKS or begins_unit(turn, end)):
            break
        if word == "kilometro" or (word, turn.word(end + 1)) in (("s", "n"), ("sin", "numero")):
            break
        end += 1
    return end


def _number_of_name(turn: Turn, first: int, at: int) -> int | None:
    """Return the end of a number that belongs to a name: "Dos de Mayo", "Alfonso doce número"."""
    read = turn.number(at)
    if read is None:
        return None
    after = turn.word(read.end)
    if after == "de" and turn.word(read.end + 1) in MONTH_NUMBERS:
        return read.end + 2
    follows = after in NUMBER_MARKS and turn.is_number(read.end + 1)
    several = at == first and not turn.stops(read.end) and after.isalpha() and not follows
    named = several and len(after) > 2 and not begins_unit(turn, read.end)
    if follows or after == "kilometro" or (named and after not in COUNTED and after not in NO_NAME):
        return read.end
    return None


def house_number(turn: Turn, at: int) -> Part | None:
    """Read the number of a house: "12", "número doce bis", "12B", "s/n", "kilómetro 5"."""
    if (turn.word(at), turn.word(at + 1)) in (("s", "n"), ("sin", "numero")):
        return Part("s/n", at + 2)
    at += turn.word(at) == "en"
    at += turn.word(at) == "el"
    marked = turn.word(at) in NUMBER_MARKS
    while turn.word(at) in NUMBER_MARKS:
        at += 1
    by_road = turn.word(at) in ("kilometro", "km")
    at += by_road
    if _RANGE.fullmatch(turn.word(at)):
        return Part(turn.word(at), at + 1)
    read = turn.number(at)
    if read is None or not 0 < read.value <= _HIGHEST or turn.word(at) in ("un", "una"):
        return None
    counts = turn.word(read.end) in COUNTED and not turn.stops(read.end)
    if counts and not marked:
        return None
    value, end = str(int(read.value)), read.end
    upper = turn.number(end + 1) if turn.word(end) == "guion" else None
    if upper:
        return Part(f"{value}-{int(upper.value)}", upper.end)
    if by_road:
        return Part(f"km {value}", end)
    if turn.word(end) in ("bis", "duplicado"):
        return Part(f"{value} {turn.word(end)}", end + 1)
    letter = turn.word(end)
    if len(letter) == 1 and letter.isalpha() and not turn.stops(end) and is_letter(turn, end):
        return Part(value + letter.upper(), end + 1)
    return Part(value, end)


def postcode(turn: Turn, at: int) -> Part | None:
    """Read a postcode, with or without the words for it."""
    start = at
    while turn.word(start) in ("codigo", "postal", "cp", "con", "y", "el", "es", "de"):
        start += 1
    if not turn.is_number(start):
        return None
    begun = turn.words[start].start
    for text in (turn.text[begun:], STOP.split(turn.text[begun:])[0]):
        runs = digit_runs(text)
        if runs and runs[0].start == 0 and is_postcode(runs[0].digits):
            end = begun + runs[0].end
            return Part(runs[0].digits, sum(word.start < end for word in turn.words))
    return None


def town(turn: Turn, at: int, *, after: bool) -> Part | None:
    """Read the name of a town.

    Args:
        turn: What was said.
        at: Where it begins.
        after: Whether another part of the address comes before it; otherwise only a word for it
            makes it one: "en Madrid", "la ciudad es Madrid".
    """
    first = _after_introduction(turn, at)
    if first >= len(turn.words) or (first == at and not after):
        return None
    end = first
    while end < min(len(turn.words), first + _MOST_TOWN_WORDS) and _is_of_town(turn, first, end):
        end += 1
    followed = turn.stops(end) or postcode(turn, end) is not None
    while end > first and turn.word(end - 1) in PARTICLES:
        end -= 1
    if end == first or not followed or len(turn.word(first)) < 2:
        return None
    last = _before_province(turn, first, end)
    name = " ".join(turn.written(index) for index in range(first, last))
    return Part(name[:1].upper() + name[1:], last)


def _after_introduction(turn: Turn, at: int) -> int:
    while turn.word(at) in ("en", "de") or turn.word(at + 1) in ("es", "ahora"):
        at += 1
    return at + (turn.word(at) in ("es", "municipio", "localidad"))


def _is_of_town(turn: Turn, first: int, at: int) -> bool:
    word = turn.word(at)
    if (at > first and turn.stops(at)) or not word[0].isalpha() or word in NO_NAME | STREETS:
        return False
    # "Dos Hermanas" is a town, "dos tartas" are none.
    return not turn.is_number(at) or turn.written_with_capital(at)


def _before_province(turn: Turn, first: int, end: int) -> int:
    """Return where a town ends: "Dos Hermanas Sevilla" names its province, too."""
    for start in range(first + 1, end):
        said = " ".join(turn.word(index) for index in range(start, end))
        joined = turn.word(start - 1) in PARTICLES
        whole = " ".join(turn.word(index) for index in range(first, end)) in PROVINCES
        if said in PROVINCES and not joined and not whole:
            return start
    return end


def province(turn: Turn, at: int) -> Part | None:
    """Read a province after a town: "Sevilla", "provincia de Sevilla"."""
    while turn.word(at) in ("provincia", "en", "de", "la"):
        at += 1
    for count in (4, 3, 2, 1):
        end = at + count
        if end > len(turn.words):
            continue
        said = " ".join(turn.word(index) for index in range(at, end))
        if said in PROVINCES and turn.stops(end):
            return Part(" ".join(turn.written(index) for index in range(at, end)), end)
    return None
