"""Bare answers to a question, in a language that spells with dashes and says "yes" and "no"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest
from fakes import TODAY, reading

from voice_agent.dialogue.answers import BRIEF_WORDS, bare_value, may_be_value
from voice_agent.language import EntitySpec, Language

NAME, MONEY = EntitySpec(kind="name"), EntitySpec(kind="money")


class Scripted:
    """Knows the values of a few texts; what is asked of it is written down."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self.asked: list[tuple[list[str], list[list[str]]]] = []

    def choose(
        self,
        spec: EntitySpec,
        hypotheses: Sequence[str],
        *,
        today: date,
        earlier: Sequence[Sequence[str]] = (),
    ) -> Any | None:
        assert today == TODAY
        self.asked.append(([*hypotheses], [[*one] for one in earlier]))
        return next((self.values[text] for text in hypotheses if text in self.values), None)

    def signal(self, text: str) -> str | None:
        return "acknowledge" if text == "thanks" else None

    def is_spelled(self, spec: EntitySpec, text: str) -> bool:
        return "-" in text

    def confirmation(self, text: str, act: str) -> str:
        return text if text in ("yes", "no", "wait", "doubt") else "unclear"


def language(**values: Any) -> Language:
    return cast(Language, Scripted(values))


@pytest.mark.parametrize(
    ("text", "act", "expected"),
    [
        ("Sarah", "inform", True),
        (" ".join("x" * BRIEF_WORDS), "inform", True),
        (" ".join("x" * (BRIEF_WORDS + 1)), "inform", False),
        (" ".join(["x-y"] * 20), "request", True),
        ("yes", "inform", False),
        ("no", "inform", False),
        ("wait", "inform", False),
        ("doubt", "inform", True),
        ("Sarah", "deny", True),
        ("Sarah Miller Lee", "deny", False),
        ("thanks", "thank", False),
        ("Sarah Ann Lee", "affirm", False),
        ("Sarah Ann Lee", "request", False),
        ("Sarah Ann Lee", "repeat", False),
        ("Sarah Ann Lee", "thank", False),
        ("Sarah Ann Lee", "bye", False),
        ("Sarah", "greet", True),
    ],
)
def test_a_brief_answer_may_be_a_value(text: str, act: str, expected: bool) -> None:
    assert may_be_value(language(), NAME, reading(text, act=act)) is expected


def said(text: str, *alternatives: str) -> Any:
    made = reading(text)
    return replace(made, transcript=replace(made.transcript, alternatives=alternatives))


def test_the_first_answer_is_read_by_itself() -> None:
    scripted = Scripted({"Sara": "Sarah"})
    assert bare_value(cast(Language, scripted), NAME, said("zzz", "Sara"), (), TODAY) == "Sarah"
    assert scripted.asked == [(["zzz", "Sara"], [])]


def test_a_kind_with_one_reading_never_looks_back() -> None:
    scripted = Scripted({"ten": 10})
    earlier = (("five", "nine"),)
    assert bare_value(cast(Language, scripted), MONEY, said("ten"), earlier, TODAY) == 10
    assert scripted.asked == [(["ten"], [])]


@pytest.mark.parametrize(
    "spec",
    [NAME, EntitySpec(kind="postcode", region="GB"), EntitySpec(kind="date", past=True)],
)
def test_earlier_answers_count_beside_this_one_latest_first(spec: EntitySpec) -> None:
    scripted = Scripted({"c": "C", "a": "A"})
    earlier = (("a",), ("b",), ("bb",))
    assert bare_value(cast(Language, scripted), spec, said("c", "cc"), earlier, TODAY) == "A"
    assert scripted.asked == [
        (["c", "cc"], [["c", "cc"]]),
        (["a"], [["c", "cc"], ["bb"], ["b"]]),
    ]


def test_earlier_answers_never_replace_one_without_a_value() -> None:
    earlier = (("a",),)
    assert bare_value(language(a="A"), NAME, said("pardon"), earlier, TODAY) is None
    # What is spelled may need the name that was said before it.
    assert bare_value(language(a="A"), NAME, said("s-a-r"), earlier, TODAY) == "A"


def test_an_address_has_more_words_than_other_answers() -> None:
    text = "one twenty three north main street apartment four b"
    assert may_be_value(language(), EntitySpec(kind="address"), reading(text))
    assert not may_be_value(language(), MONEY, reading(text))
