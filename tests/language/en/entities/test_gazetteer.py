"""List entities: what is heard as a value, and what must not be."""

from __future__ import annotations

from datetime import date

import pytest
from by_rule import find

from voice_agent.language.en import normalise
from voice_agent.playbook.schema import EntitySpec

TODAY = date(2026, 11, 22)
MODIFIERS = ["a lot of", "lots of", "a bit of", "a little bit of", "some"]
MENU = {
    "drink": EntitySpec(
        kind="list",
        values={
            "coffee": [],
            "iced coffee": [],
            "house coffee": [],
            "drip coffee": ["filter coffee"],
            "espresso": [],
            "latte": ["caffe latte"],
            "cappuccino": [],
            "americano": [],
            "mocha": [],
            "iced mocha": [],
        },
    ),
    "roast": EntitySpec(
        kind="list", values={"light roast": [], "medium roast": [], "dark roast": []}
    ),
    "size": EntitySpec(
        kind="list",
        values={
            "small": [],
            "medium": ["regular size"],
            "large": [],
            "eight ounce": [],
            "twelve ounce": [],
            "twenty ounce": [],
        },
    ),
    "shots": EntitySpec(
        kind="list", values={"single shot": [], "double shot": [], "triple shot": []}
    ),
    "milk": EntitySpec(
        kind="list",
        values={"milk": [], "skim milk": [], "soy milk": [], "almond milk": [], "whole milk": []},
        modifiers=MODIFIERS,
    ),
    "account": EntitySpec(
        kind="list",
        values={"checking": ["checking account"], "savings": ["savings account"], "mortgage": []},
    ),
}


def heard(text: str) -> list[tuple[str, str]]:
    entities = find(MENU, text, today=TODAY)
    assert all(entity.text == text[entity.start : entity.end] for entity in entities)
    return [(entity.type, entity.value) for entity in entities]


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
        # Misheard.
        ("light rose", ["light roast"]),
        ("dark rows", ["dark roast"]),
        ("medium rose coffee", ["medium roast", "coffee"]),
        ("medium row coffee", ["medium roast", "coffee"]),
        ("ice mocha", ["iced mocha"]),
        ("an ice coffee", ["iced coffee"]),
        ("trip coffee", ["drip coffee"]),
        ("an expresso", ["espresso"]),
        ("capuchino", ["cappuccino"]),
        ("cappucino", ["cappuccino"]),
        ("a meric ano", ["americano"]),
        ("americana", ["americano"]),
        ("a merry cano", ["americano"]),
        ("moca", ["mocha"]),
        ("lattey", ["latte"]),
        ("skin milk", ["skim milk"]),
        ("hole milk", ["whole milk"]),
        ("a lot of skin milk", ["a lot of skim milk"]),
        ("all mind milk", ["almond milk"]),
        ("triple short", ["triple shot"]),
        ("tripple shot", ["triple shot"]),
        ("my morgage", ["mortgage"]),
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


ORDINARY = """
I'd like to know my balance
most people come in late
it is getting late
rose is my name
my name is Rose
the light is on
turn the lights off please
it was dark outside
I rode along a dark road at night
that was a nice house
how is the house going
whose house is this
I am an American citizen
do you take American Express
I need it by express delivery
let me express my thanks
could you check in on that
I have to check out early
we need more time
what is the latest news
I will call you later
the latter is better
I made a mistake
make it quick
can you make my day
that is a lady
a lot of people were there
some of them left
I want to speak to a person
I have been waiting for an hour
he took a shot at it
double check the date please
it is a single sheet of paper
trouble with my card again
my son has a short temper
a so called expert told me
so what do I do now
I only saw him once
we met twice
eight of us are coming
twelve people called today
an ounce of patience
twenty minutes ago
the price is too high
that is a nice thing to say
thank you for your advice
I lost my phone yesterday
please send it to my house
I went to the market on Friday
my sister is a doctor
they moved to a new town
please hold the line
hold my call for a moment
I do not trust this
my arm hurts
the store was closed
is it sweeter than that
could you repeat that please
no that is not right
yes that sounds good
I am soft spoken
the soil is too dry
I like sugar in my tea
a roast dinner would be lovely
I made a reservation for seven
he paid the most of all
do not mock me
a month is a long time
we saved a lot this year
shaving takes me ten minutes
I was shivering all night
Marge called me this morning
my coach told me
the captain was kind
a cup of tea please
""".strip().splitlines()


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_sentences_have_no_values(text: str) -> None:
    assert heard(text) == []


def test_there_are_enough_ordinary_sentences() -> None:
    assert len(ORDINARY) >= 60


@pytest.mark.parametrize("text", ["a nice coffee", "whose coffee is this", "so milk", "no milk"])
def test_a_common_word_beside_a_value_is_not_half_of_another(text: str) -> None:
    assert [value for _, value in heard(text)] in (["coffee"], ["milk"])


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
