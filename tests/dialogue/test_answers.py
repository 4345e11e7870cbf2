"""Bare answers to a question, in a language that spells with dashes and says "yes" and "no"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest
from fakes import TODAY, reading

from voice_agent.dialogue.answers import BRIEF_WORDS, bare_value, in_context, may_be_value
from voice_agent.language import EntitySpec, Language, Vague

NAME, MONEY, TIME = (EntitySpec(kind=kind) for kind in ("name", "money", "time"))
LIST = EntitySpec(kind="list", values={"checking": [], "savings": []})
DIGITS = EntitySpec(kind="digits", min_length=4, max_length=4)


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

    def join(self, spec: EntitySpec, parts: Sequence[str], *, today: date) -> Any | None:
        assert today == TODAY
        return "+".join(parts)

    def missing(self, spec: EntitySpec, parts: Sequence[str]) -> int | None:
        return 1 if parts[-1].endswith((" dot", " at")) else None

    def vague(self, spec: EntitySpec, text: str, *, today: date) -> Vague | None:
        return self.values.get(f"vague {text}")

    def normalise(self, spec: EntitySpec, text: str, *, today: date) -> Any | None:
        return self.values.get(text)

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
        ("Sarah Miller", "deny", True),
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


@pytest.mark.parametrize(
    ("kind", "words", "expected"),
    [("address", 24, True), ("address", 25, False), ("money", 6, True), ("money", 7, False)],
)
def test_an_address_has_more_words_than_other_answers(
    kind: Any, words: int, expected: bool
) -> None:
    said_in = reading(" ".join(["xx"] * words))
    assert may_be_value(language(), EntitySpec(kind=kind), said_in) is expected


def test_letters_of_an_address_are_no_words() -> None:
    spelled = reading("Flat no. 7 " + " ".join("x" * 40))
    assert may_be_value(language(), EntitySpec(kind="address"), spelled)


def test_what_denies_may_be_a_number_or_a_name_and_nothing_from_a_list() -> None:
    denies = reading("seventeen", act="deny")
    assert [may_be_value(language(), spec, denies) for spec in (MONEY, NAME, LIST)] == [
        True,
        True,
        False,
    ]


def test_a_number_may_come_in_parts() -> None:
    earlier = (("one", "won"), ("two",))
    assert bare_value(language(), DIGITS, said("three"), earlier, TODAY) == "one+two+three"
    assert bare_value(language(), DIGITS, said("three"), (), TODAY) is None
    assert bare_value(language(three=3), DIGITS, said("three"), earlier, TODAY) == 3


def test_an_email_may_come_in_two_parts() -> None:
    email, earlier = EntitySpec(kind="email"), (("rita dot lopez",),)
    known = {"rita dot lopez at gmail dot com": "rita.lopez@gmail.com", "a at b": "a@b"}
    assert bare_value(language(**known), email, said("at gmail dot com"), earlier, TODAY) == (
        "rita.lopez@gmail.com"
    )
    assert bare_value(language(**known), email, said("a at b"), earlier, TODAY) == "a@b"
    assert bare_value(language(**known), email, said("at gmail dot com"), (), TODAY) is None


def test_an_email_may_come_in_many_parts() -> None:
    email, earlier = EntitySpec(kind="email"), (("it's rita dot",), ("lopez at",))
    known = {"it's rita dot lopez at web dot com": "rita.lopez@web.com", "web dot com": "no"}
    whole = bare_value(language(**known), email, said("web dot com"), earlier, TODAY)
    assert whole == "rita.lopez@web.com"


AFTERNOON = Vague("in the afternoon", "12:00", "17:00")


@pytest.mark.parametrize(
    ("value", "earlier", "expected"),
    [
        ("04:00", ["afternoon"], "16:00"),
        ("04:00", [], "04:00"),
        ("04:00", ["some day"], "04:00"),
        ("04:00", ["afternoon", "pardon"], "16:00"),
        ("04:00", ["afternoon", "evening"], "20:00"),
        # What lies within the range already, its ends included, is not placed anew.
        ("12:00", ["afternoon"], "12:00"),
        ("17:00", ["afternoon"], "17:00"),
        (4, ["afternoon"], 4),
    ],
)
def test_a_vague_answer_before_it_places_a_value(
    value: Any, earlier: list[str], expected: Any
) -> None:
    values = {
        "vague afternoon": AFTERNOON,
        "vague evening": Vague("in the evening", "18:00", "22:00"),
        "vague some day": Vague("some day"),
        "At four in the afternoon": "16:00",
        "At four in the evening": "20:00",
    }
    heard = [(text,) for text in earlier]
    assert in_context(language(**values), TIME, value, "At four.", heard, TODAY) == expected


@pytest.mark.parametrize(
    ("both", "expected"),
    [
        ("12:00", "12:00"),
        ("17:00", "17:00"),
        ("17:01", "04:00"),
        ("11:59", "04:00"),
        (None, "04:00"),
    ],
)
def test_a_value_is_placed_only_within_what_was_said(both: str | None, expected: str) -> None:
    values = {"vague afternoon": AFTERNOON, "four in the afternoon": both}
    heard = (("afternoon",),)
    assert in_context(language(**values), TIME, "04:00", "four", heard, TODAY) == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("date", "payday is the thirtieth so let's say that day", True),
        ("date", "that is when the money comes in so on the first please", True),
        ("date", f"{'well ' * 23}on the first", False),
        ("money", "I think we agreed on fifty the other week", False),
    ],
)
def test_a_day_may_be_told_with_its_reason(kind: str, text: str, expected: bool) -> None:
    spec = EntitySpec.model_validate({"kind": kind})
    assert may_be_value(language(), spec, reading(text)) is expected


def test_one_letter_is_no_name() -> None:
    assert not may_be_value(language(), NAME, reading("y", act="affirm"))
    assert not may_be_value(language(), NAME, reading("K."))
