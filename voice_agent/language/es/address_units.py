"""Floor, door and what leads to them in a Spanish address. Pure."""

from __future__ import annotations

import re

from voice_agent.language.es.address_turn import Part, Turn, is_letter
from voice_agent.language.es.spelling import LETTERS
from voice_agent.language.es.street_words import DOORS, FLOORS, LEVELS, ORDINALS, PARTS, SIDES

_MOST_PIECES = 4
_HIGHEST = 9_999
_HIGHEST_DOOR = 199
_HIGHEST_FLOOR = 99
_LEVEL_NAMES = {"bajos": "bajo", "atico": "ático", "sobreatico": "sobreático", "sotano": "sótano"}
_LEVEL = "|".join(sorted({_LEVEL_NAMES.get(level, level) for level in LEVELS}))
_HAS_FLOOR = re.compile(rf"(?:\d+º|(?:{_LEVEL})\b)")


def unit(turn: Turn, at: int, *, after_number: bool) -> Part | None:
    """Read floor and door and what leads to them: "escalera A, segundo B", "piso 3, puerta 2".

    Args:
        turn: What was said.
        at: Where it begins.
        after_number: Whether the number of the house was said, so that "2 B" is a floor.
    """
    said: list[str] = []
    for _ in range(_MOST_PIECES):
        start = at + (turn.word(at) in ("y", "el", "la", "en") and begins_unit(turn, at + 1))
        piece = _part_of_building(turn, start) or _floor(turn, start)
        door = None if piece else _door(turn, start)
        if not (piece or door) and after_number and not said:
            piece = _bare_floor(turn, start)
        if door and said and _HAS_FLOOR.match(said[-1]):
            said[-1] = _with_door(said[-1], door.value)
        elif found := piece or door:
            said.append(found.value)
        else:
            break
        at = (piece or door or Part("", at)).end
    return Part(", ".join(said), at) if said else None


def amended_unit(kept: str, anew: str) -> str:
    """Return floor and door after one of them was put right: "3º" makes "2º B" "3º B"."""
    pieces, new = kept.split(", "), anew.split(", ")
    for piece in new:
        same = next((n for n, old in enumerate(pieces) if _kind(old) == _kind(piece)), None)
        floor = next((n for n, old in enumerate(pieces) if _HAS_FLOOR.match(old)), None)
        if same is not None:
            door = _door_of(pieces[same]) if _HAS_FLOOR.fullmatch(piece) else ""
            pieces[same] = _with_door(piece, door)
        elif _kind(piece) == "" and floor is not None:
            bare = _HAS_FLOOR.match(pieces[floor])
            pieces[floor] = _with_door(bare[0] if bare else pieces[floor], piece)
        else:
            pieces.append(piece)
    return ", ".join(pieces)


def _kind(piece: str) -> str:
    """Return what a piece is: a floor, the word for a part of a building, or ``""`` for a door."""
    if _HAS_FLOOR.match(piece):
        return "floor"
    word = piece.split(" ")[0]
    return word if word in PARTS | DOORS else ""


def _door_of(piece: str) -> str:
    floor = _HAS_FLOOR.match(piece)
    return piece[floor.end() :].strip() if floor else ""


def _with_door(floor: str, door: str) -> str:
    joint = ", " if door.startswith("puerta") else " "
    return f"{floor}{joint}{door}" if door else floor


def begins_unit(turn: Turn, at: int) -> bool:
    """Tell whether floor, door or part of a building are said from a word on."""
    word = turn.word(at)
    if word in FLOORS | DOORS | PARTS:
        return _code(turn, at + 1) is not None or turn.word(at + 1) in ORDINALS
    if word in ORDINALS:
        return turn.stops(at + 1) or turn.word(at + 1) in FLOORS or _side(turn, at + 1) is not None
    return word in LEVELS and turn.stops(at + 1)


def _part_of_building(turn: Turn, at: int) -> Part | None:
    if turn.word(at) not in PARTS:
        return None
    code = _code(turn, at + 1)
    return Part(f"{turn.word(at)} {code.value}", code.end) if code else None


def _floor(turn: Turn, at: int) -> Part | None:
    """Read "segundo B", "piso 3", "tercera planta", "bajo izquierda", "2º B"."""
    if turn.word(at) in FLOORS:
        number = _ordinal_or_number(turn, at + 1)
        if number is None and turn.word(at + 1) in LEVELS:
            return _with_side(turn, Part(turn.word(at + 1), at + 2))
        return _with_side(turn, Part(f"{number.value}º", number.end)) if number else None
    if turn.word(at) in LEVELS:
        return _with_side(turn, Part(_LEVEL_NAMES.get(turn.word(at), turn.word(at)), at + 1))
    number = _ordinal(turn, at)
    if number is None and turn.is_number(at) and turn.word(at + 1) in FLOORS:
        read = turn.number(at)
        number = Part(str(int(read.value)), read.end) if read else None
    if number is None:
        return None
    end = number.end + (turn.word(number.end) in FLOORS)
    return _with_side(turn, Part(f"{number.value}º", end))


def _with_side(turn: Turn, floor: Part) -> Part:
    """Add the door that is said right after a floor: "segundo izquierda", "tercero be"."""
    at = floor.end
    at += turn.word(at) in DOORS
    beside = turn.word(at) in SIDES or _letter_alone(turn, at)
    if at == floor.end and turn.stops(at) and not beside:
        return floor
    side = _side(turn, at)
    if side:
        more = turn.word(side.end) in SIDES and turn.word(at) in SIDES
        whole = Part(f"{floor.value} {side.value}", side.end)
        return _with_side(turn, whole) if more else whole
    read = turn.number(at)
    if read and 0 < read.value <= _HIGHEST_DOOR and (at > floor.end or turn.stops(read.end)):
        mark = ", puerta" if at > floor.end else ""
        return Part(f"{floor.value}{mark} {int(read.value)}", read.end)
    return floor


def _letter_alone(turn: Turn, at: int) -> bool:
    """Tell whether a letter is all there is between two stops: "segundo, B, Madrid"."""
    return is_letter(turn, at) and turn.stops(at + 1)


def _side(turn: Turn, at: int) -> Part | None:
    word = turn.word(at)
    if word in SIDES:
        return Part(SIDES[word], at + 1)
    if word in ORDINALS and word.endswith("a") and turn.word(at + 1) not in FLOORS:
        return Part(f"{ORDINALS[word]}ª", at + 1)
    if turn.sign(at) == "ª":
        return Part(f"{word}ª", at + 1)
    if is_letter(turn, at):
        letter = LETTERS.get(word, word).upper()
        # "Be de Barcelona".
        explained = turn.word(at + 1) == "de" and turn.word(at + 2)[:1] == letter.lower()
        return Part(letter, at + 3 if explained else at + 1)
    return None


def _door(turn: Turn, at: int) -> Part | None:
    if turn.word(at) in DOORS:
        code = _code(turn, at + 1)
        if code is None:
            return None
        plain = code.value if not code.value[0].isdecimal() else f"puerta {code.value}"
        return Part(plain, code.end)
    alone = turn.word(at) in SIDES and turn.stops(at)
    return Part(SIDES[turn.word(at)], at + 1) if alone else None


def _bare_floor(turn: Turn, at: int) -> Part | None:
    """Read "2 B" after the number of the house."""
    read = turn.number(at)
    if read is None or not 0 < read.value <= _HIGHEST_FLOOR:
        return None
    side = _side(turn, read.end)
    return Part(f"{int(read.value)}º {side.value}", side.end) if side else None


def _code(turn: Turn, at: int) -> Part | None:
    """Read what names a part of a building: a number, a letter, a side."""
    number = _ordinal_or_number(turn, at)
    if number and turn.word(at) not in ORDINALS:
        letter = turn.word(number.end)
        lettered = len(letter) == 1 and letter.isalpha() and is_letter(turn, number.end)
        if lettered and not turn.stops(number.end):
            return Part(number.value + letter.upper(), number.end + 1)
    if number and turn.word(at) in ORDINALS:
        return Part(f"{number.value}ª", number.end)
    return number or _side(turn, at)


def _ordinal_or_number(turn: Turn, at: int) -> Part | None:
    read = turn.number(at)
    if read and 0 <= read.value <= _HIGHEST:
        return Part(str(int(read.value)), read.end)
    return _ordinal(turn, at)


def _ordinal(turn: Turn, at: int) -> Part | None:
    number = ORDINALS.get(turn.word(at))
    if number is None and turn.sign(at) == "º" and turn.word(at).isdecimal():
        return Part(turn.word(at), at + 1)
    return Part(str(number), at + 1) if number else None
