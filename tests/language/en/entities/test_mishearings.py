"""Values of lists that the recogniser misheard, and sentences in which there are none."""

from __future__ import annotations

import pytest
from english import heard


@pytest.mark.parametrize(
    ("text", "values"),
    [
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
    ],
)
def test_misheard(text: str, values: list[str]) -> None:
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
