"""Answers that leave something open: a choice, a range, a part of a number, the impossible."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fakes import TODAY, playbook, reading

from voice_agent.core.turn import Response
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.narrowing import narrowed
from voice_agent.dialogue.state import CONFIRM, DialogueState
from voice_agent.playbook import Playbook


def with_numbers() -> Playbook:
    data = playbook().model_dump()
    data["entities"] |= {
        "time": {"kind": "time"},
        "code": {"kind": "digits", "min_length": 4, "max_length": 4},
    }
    data["intents"]["visit"] = {
        "details": {"time": {"ask": "What time?"}, "code": {"ask": "Which code?"}},
        "answer": "Done.",
    }
    return Playbook.model_validate(data)


BOOK = with_numbers()


def to(awaiting: str, text: str, found: dict[str, Any] | None = None, **state: Any) -> Response:
    task = "visit" if awaiting in ("time", "code") else "transfer"
    before = DialogueState(task=task, awaiting=awaiting, **state)
    said = narrowed(BOOK, TurnContext(before, TODAY), reading(text), found or {})
    return said or Response("none")


@pytest.mark.parametrize(
    ("awaiting", "text", "kind"),
    [
        ("date", "Monday or Tuesday", "several"),
        ("date", "on Monday", "none"),
        ("date", "next week", "vague"),
        ("date", "the thirty first of June", "impossible"),
        ("amount", "all of it", "vague"),
        ("amount", "what is my balance", "none"),
        ("date", "do you have anything next week", "vague"),
        ("amount", "forty five fifty", "none"),
        ("time", "in the morning", "vague"),
        ("time", "between two and three", "vague"),
        ("code", "one two", "part"),
        ("code", "one two three four five", "impossible"),
        ("code", "purple", "none"),
        (CONFIRM, "in the morning", "none"),
    ],
)
def test_what_an_answer_leaves_open(awaiting: str, text: str, kind: str) -> None:
    assert to(awaiting, text).kind == kind


def test_the_choice_names_its_values() -> None:
    response = to("date", "Monday or Tuesday", {"date": "2026-11-24"})
    assert response.values == {"date": ("2026-11-23", "2026-11-24")}


def test_a_value_beats_what_narrows_it_down_unless_it_is_the_end_of_a_range() -> None:
    assert to("time", "ten in the morning", {"time": "10:00"}).kind == "none"
    assert to("time", "between two and three", {"time": "14:00"}).kind == "vague"


def test_parts_are_counted_with_those_before_them() -> None:
    assert to("code", "three", heard=(("one",), ("two",))).kind == "part"
    assert to("code", "one", heard=(("oh",),) * 5).kind == "none", "so many parts are no number"
    assert to("code", "five", heard=(("one",), ("two",), ("three",), ("four",))).kind == "none"


@pytest.mark.parametrize(("more", "kind"), [("", "vague"), ("now", "none")])
def test_a_turn_of_more_than_12_words_is_no_answer_to_narrow_down(more: str, kind: str) -> None:
    text = f"well you see I work so it is in the morning {more}"
    assert len(text.split()) == 11 + bool(more)
    assert to("time", f"oh {text}").kind == kind


def test_a_spelled_name_may_be_longer() -> None:
    data = playbook().model_dump()
    book = Playbook.model_validate(data)
    state = DialogueState(task="transfer", awaiting="payee")
    letters = "C H R I S T O P H E R S O N F"
    made = reading(letters)
    turn = replace(made, transcript=replace(made.transcript, rival=letters[:-1] + "S"))
    said = narrowed(book, TurnContext(state, TODAY), turn, {})
    assert said is not None
    assert said.kind == "several"
