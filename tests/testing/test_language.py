"""The kit passes the languages we have and names what is wrong with others."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
import tiny_german

from voice_agent.core.turn import Entity
from voice_agent.language import Language, en
from voice_agent.testing.language import check


@pytest.mark.parametrize("language", [en, tiny_german], ids=["en", "de"])
def test_our_languages_keep_the_contract(language: Language) -> None:
    report = check(language)
    assert report.ok, str(report)
    assert (report.stage, report.engine) == ("language", language.code)


def broken(**members: Any) -> Language:
    """English but for some members."""
    return cast(Language, SimpleNamespace(**{**vars(en), **members}))


def entity(start: int, end: int, text: str, value: Any = 1, type_: str = "number") -> Entity:
    return Entity(type_, text, value, start, end)


def found(*entities: Entity) -> Any:
    return lambda *args, **kwargs: entities


@pytest.mark.parametrize(
    ("only", "members", "problem"),
    [
        ("ISO", {"code": "eng"}, "has the code 'eng'"),
        ("in order, each", {"extract": found(entity(0, 5, "a"))}, "finds 'a' at 0 to 5 of ''"),
        ("in order, each", {"extract": found(entity(0, 0, ""))}, "finds '' at 0 to 0"),
        ("in order, each", {"extract": found(entity(0, 0, "", type_="z"))}, "finds a 'z' in ''"),
        ("leaves out", {"extract": found()}, "does not find 'Alpha' of a list"),
        ("empty text", {"normalise": lambda *a, **k: 7}, "reads a list in an empty text"),
        ("empty text", {"normalise": lambda *a, **k: {1}}, "a value that JSON does not know"),
        ("empty text", {"choose": lambda *a, **k: "x"}, "chooses a list without a hypothesis"),
        ("what it says", {"say": lambda *a, **k: ""}, "says '' for list 'Omega'"),
        ("what it says", {"say": lambda *a, **k: "Alpha"}, "says 'Alpha' for list 'Omega' and"),
        (
            "readings",
            {"readings": lambda *a, **k: (7,)},
            "reads 7 first in '', and as its value None",
        ),
        ("readings", {"readings": lambda *a, **k: ({1},)}, "a value that JSON does not know"),
        (
            "readings",
            {"vague": lambda *a, **k: "soon"},
            "vague gives 'soon' for ''; expected a Vague",
        ),
        ("one letter", {"spelling_odds": lambda text: None}, "spelling_odds gives None"),
        ("one letter", {"similar_names": lambda text: [1]}, "similar_names gives [1]"),
        ("one letter", {"letter_question": lambda one, other: "?"}, "asks about one letter of"),
        ("one letter", {"letter_answer": lambda text, *names: "Smyth"}, "letter_answer gives"),
        ("pieces", {"join": lambda *a, **k: None}, "joins ['4 4', '7 7'] to None; expected '4477'"),
        ("pieces", {"missing": lambda *a, **k: 1}, "misses 1 digits of ['4 4', '7 7']; expected 0"),
        ("picks", {"pick": lambda values, said: values[::-1]}, "picks ['Alpha', 'Omega'] of"),
        ("picks", {"pick": lambda values, said: ()}, "does not pick 'Alpha'"),
        ("an answer", {"confirmation": lambda *a, **k: "maybe"}, "confirmation gives 'maybe'"),
        ("an answer", {"confirmation": lambda *a, **k: "yes"}, "takes '' for an answer"),
        ("whatever", {"asks": lambda text: None}, "asks gives None; expected bool"),
        ("lists items", {"listing": lambda items: "and"}, "lists [] as 'and'"),
        (
            "lists items",
            {"listing": lambda items: " ".join(items[::-1])},
            "lists ['tea', 'milk'] as",
        ),
        ("speaks", {"speakable": lambda text: None}, "speaks 'Are you still there?' as None"),
        ("speaks", {"speakable": lambda text: text + "x"}, "its own words, otherwise"),
        ("speaks", {"speakable": lambda text: text.upper()}, "speaks its own sentence 'Are you"),
        ("speaks", {"speakable": lambda text: text}, "speaks the markup of"),
        ("speaks", {"speakable": lambda text: en.speakable(text) or "x"}, "nothing to say"),
        ("cuts", {"split_clauses": lambda text: [text, ""]}, "cuts 'Are you still there?'"),
        ("terms", {"terms": lambda text: text}, "terms gives ''"),
        ("terms", {"terms": lambda text: [text] if text else []}, "terms minds the case"),
        ("harmless", {"unwanted": lambda text: ("abuse", "x")}, "stops the harmless 'Are you"),
        ("another", {"code": "fr"}, "is taken for 'en'"),
        ("redacts", {"redactions": ()}, "does not redact '4929 1234 5678 9012'"),
        ("recogniser", {"words": str.split}, "words gives"),
        ("sentences", {"llm": replace(en.llm, details="known")}, "'known' has no '{text}'"),
        ("sentences", {"sentences": replace(en.sentences, abuse=" ")}, "has no sentence 'abuse'"),
        ("prepares", {"prepare": lambda entities: 1 / 0}, "raises ZeroDivisionError"),
    ],
)
def test_what_breaks_the_contract_is_named(
    only: str, members: dict[str, Any], problem: str
) -> None:
    report = check(broken(**members), only=only)
    assert len(report.checks) == 1
    assert problem in str(report)


def test_entities_that_overlap_are_named() -> None:
    def twice(entities: Any, text: str, spans: Any, **kwargs: Any) -> tuple[Entity, ...]:
        return (entity(0, 1, text[:1]), entity(0, 1, text[:1])) if text else ()

    report = check(broken(extract=twice), only="in order, each")
    assert "finds overlapping or unsorted entities in '   '" in str(report)


def test_several_threads_must_not_disturb_each_other() -> None:
    calls: list[str] = []

    def counting(entities: Any, text: str, spans: Any, **kwargs: Any) -> tuple[Entity, ...]:
        calls.append(text)
        return () if len(calls) < 5 else (entity(0, 0, ""),)

    report = check(broken(extract=counting), only="threads")
    assert "finds other entities from several threads" in str(report)
