"""Letters of names."""

from __future__ import annotations

import math

import pytest

from voice_agent.language.en.entities.letter_model import LetterModel, second_name, spelling_odds


def test_shares_add_up_to_one() -> None:
    model = LetterModel({"anna": 3.0, "ann": 1.0, "bob": 1.0})
    letters = "abcdefghijklmnopqrstuvwxyz^"
    for context in ("^^^", "^an", "xyz"):
        assert sum(model._share(context, one) for one in letters) == pytest.approx(1.0)
    assert model.step("ann", "a") > model.step("ann", "b") > -math.inf


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("jensen", "jenfen"),
        ("santos", "fantos"),
        ("calderjackson", "calderjackfon"),
        ("Vasilyev", "vafilyev"),
    ],
)
def test_names_are_likelier_than_what_sounds_like_them(right: str, wrong: str) -> None:
    assert spelling_odds(right) > spelling_odds(wrong) + 1


def test_a_name_of_the_lists_is_likelier_than_its_letters_tell() -> None:
    assert spelling_odds("liampatel") > spelling_odds("liampadel") + 3
    # One part of them is enough, and none is in no list that names are made of.
    assert spelling_odds("harlowkathale") > spelling_odds("harlomkathale") + 3
    assert spelling_odds("shubhangi") > spelling_odds("fhubhangi") + 1


@pytest.mark.parametrize(
    ("letters", "at"),
    [
        ("jordanthomas", 6),
        # One of the two is in no list.
        ("harlowkathale", 6),
        ("lailazhou", 5),
        ("samantha", 0),
        # Made of "dar" and "shana", and yet one name.
        ("darshana", 0),
        ("kathale", 0),
        ("x", 0),
        ("", 0),
        ("4477", 0),
        ("jordan thomas", 0),
    ],
)
def test_a_second_name_begins_where_two_are_likelier_than_one(letters: str, at: int) -> None:
    assert second_name(letters) == at


def test_what_has_begun_may_go_on() -> None:
    assert spelling_odds("jens", begun=True) > spelling_odds("jens")
    assert spelling_odds("jens", begun=True) > spelling_odds("jenf", begun=True)
    # The last letters of one name and the first of another.
    assert spelling_odds("calderja", begun=True) > spelling_odds("calderjq", begun=True) + 1


def test_nothing_is_known_of_too_few_letters() -> None:
    assert spelling_odds("") == spelling_odds("x") == spelling_odds("4 4 7 7") == 0.0
