"""Which of the given values a caller names."""

from __future__ import annotations

import pytest

from voice_agent.language.en.entities.picking import pick

PAYEES = ["Sarah Connor", "Sarah Miller", "Mark Brown", "Mike Stone", "Acme Power", "Mom", "Tom"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sarah", ["Sarah Connor", "Sarah Miller"]),
        ("to Sarah Connor", ["Sarah Connor"]),
        ("Sara Conner", ["Sarah Connor"]),
        ("send it to mark brown please", ["Mark Brown"]),
        ("Mark", ["Mark Brown"]),
        ("Mark, not Mike", ["Mark Brown"]),
        ("Mark or Mike", ["Mark Brown", "Mike Stone"]),
        ("my mom", ["Mom"]),
        ("mom's", ["Mom"]),
        ("acme", ["Acme Power"]),
        ("s a r a h m i l l e r", ["Sarah Miller"]),
        ("Sarah Jones", []),
        ("Tomorrow", []),
        ("the power company", []),
        ("hello", []),
        ("not Mike", []),
        ("", []),
    ],
)
def test_a_value_is_named_in_whole_or_in_part(text: str, found: list[str]) -> None:
    assert [*pick(PAYEES, [text])] == found


def test_a_further_hypothesis_helps_where_the_first_does_not() -> None:
    assert pick(PAYEES, ["sir ah conner", "sarah conner"]) == ("Sarah Connor",)
    assert pick(PAYEES, ["tom", "mom"]) == ("Tom",)


def test_nothing_is_picked_from_nothing() -> None:
    assert pick([], ["Sarah"]) == ()
    assert pick(PAYEES, []) == ()
    assert pick(["..."], ["..."]) == ()
