"""List entities: what is heard as a value, and what must not be."""

from __future__ import annotations

import pytest
from english import MENU, TODAY, find, heard

from voice_agent.language import Span
from voice_agent.language.en import extract, normalise
from voice_agent.language.specs import EntitySpec


def test_what_cannot_be_had_is_found_and_what_is_no_value_is_not() -> None:
    entities = {
        "milk": EntitySpec(
            kind="list",
            values={"milk": [], "soy milk": []},
            modifiers=["some"],
            unavailable=["oat milk"],
            no_values=["milk bar", "the milk order"],
        )
    }

    def found(text: str, *marked: str) -> list[str]:
        spans = [Span("milk", text.index(one), text.index(one) + len(one), 0.9) for one in marked]
        return [one.value for one in extract(entities, text, spans, today=TODAY)]

    assert found("with some oat milk") == ["some oat milk"]
    assert found("with oak milk") == ["milk"], "nothing is taken for what there is none of"
    assert found("is this the milk bar") == []
    assert found("is this the milk bar", "milk") == [], "whatever the model marks"
    assert found("milk from the milk bar", "milk") == ["milk"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        # Exact and alias, longest first, each word once.
        ("a coffee", ["coffee"]),
        ("an iced coffee", ["iced coffee"]),
        ("two lattes", ["latte"]),
        ("a filter coffee please", ["drip coffee"]),
        ("a medium medium roast", ["medium", "medium roast"]),
        ("Large iced mocha, dark roast.", ["large", "iced mocha", "dark roast"]),
        ("a latte and a mocha", ["latte", "mocha"]),
        ("skim milk", ["skim milk"]),
        ("regular size", ["medium"]),
        # Numbers, hyphens, plural.
        ("twenty-ounce", ["twenty ounce"]),
        ("20 oz", ["twenty ounce"]),
        ("20oz", ["twenty ounce"]),
        ("20 ounces", ["twenty ounce"]),
        ("an 8 ounce latte", ["eight ounce", "latte"]),
        ("a twelve ounce americano", ["twelve ounce", "americano"]),
        ("ate ounce mocha", ["eight ounce", "mocha"]),
        ("a double-shot", ["double shot"]),
        ("doubleshot", ["double shot"]),
        ("triple shots", ["triple shot"]),
        ("skimmilk", ["skim milk"]),
        # Modifiers.
        ("a lot of skim milk", ["a lot of skim milk"]),
        ("with some milk", ["some milk"]),
        ("a little bit of, uh, soy milk", ["a little bit of soy milk"]),
        ("alot of almond milk", ["a lot of almond milk"]),
        ("some mocha", ["mocha"]),
        # Corrections: the last one counts.
        ("a small no large coffee", ["large", "coffee"]),
        ("a latte, no, sorry, a mocha", ["mocha"]),
        ("light roast, I mean dark roast", ["dark roast"]),
        ("a small or a large", ["small", "large"]),
        # Sentences are not read across.
        ("Make it light. Roast is fine.", []),
    ],
)
def test_heard(text: str, values: list[str]) -> None:
    assert [value for _, value in heard(text)] == values


def test_a_phrase_of_two_entities_is_left_to_the_model() -> None:
    twice = {
        "size": EntitySpec(kind="list", values={"large": ["big"]}),
        "dose": EntitySpec(kind="list", values={"strong": ["big"]}),
    }
    assert find(twice, "a big one", today=TODAY) == ()
    assert [e.type for e in find(twice, "a large one", today=TODAY)] == ["size"]


def test_a_value_beats_an_alias_of_another_entity() -> None:
    both = {
        "roast": EntitySpec(kind="list", values={"medium roast": ["medium"]}),
        "size": EntitySpec(kind="list", values={"medium": []}),
    }
    assert [e.type for e in find(both, "medium please", today=TODAY)] == ["size"]


@pytest.mark.parametrize(
    ("entity", "text", "value"),
    [
        ("drink", "late", "latte"),
        ("drink", "a late", "latte"),
        ("drink", "iced mocha", "iced mocha"),
        ("roast", "like roast", "light roast"),
        ("size", "20 ounce", "twenty ounce"),
        ("size", "16 ounce", None),
        ("drink", "tea", None),
        ("drink", "", None),
        ("milk", "lots of whole milk", "lots of whole milk"),
        ("size", "small no large", "large"),
    ],
)
def test_what_the_model_marked_is_read_leniently(entity: str, text: str, value: str | None) -> None:
    assert normalise(MENU[entity], text, today=TODAY) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("water company", "water bill"),
        ("waters company", "water bill"),
        ("internet company", None),
        ("trash company", None),
        ("tax bill", None),
    ],
)
def test_a_word_in_common_makes_no_value_of_another(text: str, value: str | None) -> None:
    bill = EntitySpec(kind="list", values={"water bill": ["water company"], "gas bill": []})
    assert normalise(bill, text, today=TODAY) == value
