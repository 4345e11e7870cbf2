"""Who somebody is to the caller is no part of a name; hints on its spelling are."""

from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language import Span
from voice_agent.language.en import extract, normalise
from voice_agent.playbook.schema import EntitySpec

TODAY = date(2026, 11, 22)
NAME = EntitySpec(kind="name")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my brother Tom", "Tom"),
        ("brother tom", "Tom"),
        ("my best friend sarah connor", "Sarah Connor"),
        ("my sister's boyfriend mike", "Mike"),
        ("my brother in law dave", "Dave"),
        ("tom my brother", "Tom"),
        ("my landlord Mr Miller", "Mr Miller"),
        ("my friend Tom's account", "Tom"),
        ("my mom", "Mom"),
        ("my brother", "Brother"),
        ("my landlord", "Landlord"),
        ("aunt sally", "Aunt Sally"),
    ],
)
def test_relations(text: str, name: str) -> None:
    assert normalise(NAME, text, today=TODAY) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("smith with a y", "Smyth"),
        ("that's smythe with a y", "Smythe"),
        ("anne smith with a y", "Anne Smyth"),
        ("sara with an h", "Sarah"),
        ("carl with a k", "Karl"),
        ("steven with a ph", "Stephen"),
        ("Ann with an e", "Anne"),
        ("philip with two l's", "Phillip"),
        ("jon without an h", "Jon"),
        ("john without an h", "Jon"),
        ("matt with one t", "Mat"),
        ("smith s m i t h", "Smith"),
        ("cathy k a t h y", "Kathy"),
        ("john double u h i t e", "John White"),
        ("s m i t aitch", "Smith"),
        ("bee are why a n", "Bryan"),
        ("zed a r a", "Zara"),
        ("w a double r e n", "Warren"),
        ("can I see a bee", "Can I See A Bee"),
    ],
)
def test_spelling_hints(text: str, name: str) -> None:
    assert normalise(NAME, text, today=TODAY) == name


def test_two_parts_of_one_name_are_one() -> None:
    text = "send it to my brother Tom"
    spans = [Span("payee", 11, 21, 0.7), Span("payee", 22, 25, 0.5)]
    (entity,) = extract({"payee": NAME}, text, spans, today=TODAY)
    assert (entity.text, entity.value) == ("Tom", "Tom")


def test_two_names_stay_two() -> None:
    text = "to Tom and Sarah"
    spans = [Span("payee", 3, 6), Span("payee", 11, 16)]
    found = extract({"payee": NAME}, text, spans, today=TODAY)
    assert [entity.value for entity in found] == ["Tom", "Sarah"]


def test_where_a_full_name_is_wanted_one_word_is_none() -> None:
    full = EntitySpec(kind="name", full=True)
    for text in ("Tom", "t o m", "my brother Tom", "it is tom"):
        assert normalise(full, text, today=TODAY) is None
    assert normalise(full, "Tom Brown", today=TODAY) == "Tom Brown"
    text = "my name is Tom"
    spans = [Span("name", 11, 14)]
    assert extract({"name": full}, text, spans, today=TODAY) == ()
    assert [e.value for e in extract({"name": NAME}, text, spans, today=TODAY)] == ["Tom"]
