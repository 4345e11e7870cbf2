"""British postcodes as recognisers write them."""

from __future__ import annotations

from datetime import date

import pytest
from english import find

from voice_agent.language.en import choose, normalise
from voice_agent.language.en.entities.british_postcodes import read_postcodes
from voice_agent.language.en.entities.tokens import tokenise
from voice_agent.language.specs import EntitySpec

TODAY = date(2026, 11, 22)
BRITISH = EntitySpec(kind="postcode", region="GB")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("w 2 k 9 g e", "W2K 9GE"),
        ("w2k 9ge", "W2K 9GE"),
        ("W2K 9GE", "W2K 9GE"),
        ("whiskey two kilo nine golf echo", "W2K 9GE"),
        ("double u two k nine g e", "W2K 9GE"),
        ("double you two kay nine gee e", "W2K 9GE"),
        ("my postcode is s w one a one a a thanks", "SW1A 1AA"),
        ("s w 1 a 1 double a", "SW1A 1AA"),
        ("e h 7 2 a b", "EH7 2AB"),
        ("e x ray 2 4 x-ray b", "EX2 4XB"),
        ("en gee three are five dee zed", "NG3R 5DZ"),
        ("t for tommy q for queen 6 4 s as in sugar f for freddy", "TQ6 4SF"),
        ("it's M for mother 1 4 B for bravo T for tango", "M1 4BT"),
        # What Google writes for "five" and "oh", and an F on the telephone.
        ("i p 7 V q p", "IP7 5QP"),
        ("s o 9 o b u", "S09 0BU"),
        ("w 5 S 6 q w", "W5S 6QW"),
        # "Golf" misheard.
        ("whiskey 9 2 3 gulf romeo", "W92 3GR"),
        ("8 oh 4 1 2", None),
        # Cut off, or nothing at all: no value rather than a wrong one.
        ("w 2 k", None),
        ("november", None),
        ("my postcode", None),
        ("hello there how are you", None),
        ("I don't know it", None),
        ("", None),
    ],
)
def test_british(text: str, value: str | None) -> None:
    assert normalise(BRITISH, text, today=TODAY) == value


def test_every_reading_has_the_shape_of_a_postcode() -> None:
    read = read_postcodes(tokenise("be be five why seven ex h"))
    assert read[0].value == "BB5Y 7XH"
    assert all(one.value[-3].isdigit() and one.value[0].isalpha() for one in read)
    assert [one.cost for one in read] == sorted(one.cost for one in read)


def test_an_area_that_is_none_is_not_read() -> None:
    assert normalise(BRITISH, "q q 5 4 a b", today=TODAY) is None


def test_hypotheses_are_joined() -> None:
    heard = ["u b w 9 l 8", "UB10 9EL 8", "UB10 9LH", "UB10 9LH 8"]
    assert choose(BRITISH, heard, today=TODAY) == "UB10 9LH"


def test_nothing_is_chosen_when_the_hypotheses_contradict_each_other() -> None:
    assert choose(BRITISH, ["m14 9dt", "m14 9dp", "m14 9dd"], today=TODAY) is None
    assert choose(BRITISH, ["m14 9dt", "m14 9dt", "m14 9dd"], today=TODAY) == "M14 9DT"


def test_an_earlier_answer_decides() -> None:
    earlier = [["m14 9dp"]]
    assert choose(BRITISH, ["m14 9dt", "m14 9dp"], today=TODAY, earlier=earlier) == "M14 9DP"


def test_the_words_beside_it_are_no_part_of_the_find() -> None:
    (entity,) = find({"postcode": BRITISH}, "it is w 2 k 9 g e", today=TODAY)
    assert (entity.text, entity.value) == ("w 2 k 9 g e", "W2K 9GE")
