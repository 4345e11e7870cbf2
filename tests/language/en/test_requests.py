"""Turns with two requests, with part of one, and "this, not that"."""

from __future__ import annotations

import pytest

from voice_agent.language.en.requests import (
    after_yes,
    continues,
    correction,
    replacement,
    splits,
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("what's my balance and please freeze my card", ("what's my balance", "freeze my card")),
        ("Pay the rent, and then send Tom fifty.", ("Pay the rent", "send Tom fifty.")),
        ("Tell me my balance. Also, I lost a card", ("Tell me my balance", "I lost a card")),
    ],
)
def test_a_turn_is_cut_where_its_parts_are_joined(text: str, parts: tuple[str, str]) -> None:
    left, right = splits(text)[0]
    assert (left, right.removeprefix(", ")) == parts or right.endswith(parts[1])


@pytest.mark.parametrize(
    "first", ["Cancel my order", "Cancel my order please", "cancel my order first", "the order"]
)
def test_the_second_part_has_the_noun_of_the_first(first: str) -> None:
    assert splits(f"{first} and make me a new one for Friday")[0] == (
        first,
        "make me a new order for Friday",
    )


@pytest.mark.parametrize(
    "text",
    ["send two hundred and fifty dollars to Sarah", "checking and savings", "what is my balance"],
)
def test_a_number_or_a_pair_of_words_is_not_cut(text: str) -> None:
    assert splits(text) == []


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("And my savings?", "also"),
        ("What about the credit card?", "also"),
        ("the same to Tom", "same"),
        ("Same again for my colleague.", "again"),
        ("Another one like that, please", "again"),
        ("same problem again", "same"),
        ("And the same for my friend.", "again"),
        ("Same for me, please.", "again"),
        ("I'd like another one", "again"),
        ("One more, please.", "again"),
        ("One more thing.", None),
        ("And the same for the water bill, please.", "same"),
        ("my savings", None),
        ("and then I went to the shop and bought a pair of shoes", None),
    ],
)
def test_the_rest_of_a_request(text: str, how: str | None) -> None:
    assert continues(text) == how


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("I said Mark, not Mike.", ("mark", "mike")),
        ("no sorry, Anna Lee, not just Anna", ("anna lee", "anna")),
        ("No, on Thursday, not on Wednesday", ("thursday", "wednesday")),
        ("Not Mike but Mark", ("mark", "mike")),
        ("It isn't Mike, it's Mark", ("mark", "mike")),
        ("Not on Monday, on Friday", ("friday", "monday")),
        ("On Friday instead of Monday", ("friday", "monday")),
        ("Not gas, I meant the electric", ("the electric", "gas")),
        ("Hang on, not Peter, it's for Paula.", ("paula", "peter")),
        ("I didn't say Peter, I said Paula", ("paula", "peter")),
        ("Peter should be Paula", ("paula", "peter")),
        ("Mike? No, Mark", ("mark", "mike")),
        ("that is Mark", None),
        ("I would not like to send anything to anybody at all today", None),
    ],
)
def test_what_replaces_what(text: str, pair: tuple[str, str] | None) -> None:
    assert replacement(text) == pair


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Yes, and freeze my debit card.", "freeze my debit card."),
        ("Yes please, and also tell me my balance", "tell me my balance"),
        ("Okay. Then could you pay my rent", "pay my rent"),
        ("Yes and no", ""),
        ("Yes, and cancel it please", ""),
        ("No, and freeze my card", ""),
        ("Yes.", ""),
    ],
)
def test_what_follows_a_yes(text: str, rest: str) -> None:
    assert after_yes(text) == rest


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Sorry, I meant the credit card.", "the credit card"),
        ("Oh no, make it fifty", "fifty"),
        ("Actually, mocha", "mocha"),
        ("Scratch that, a triple.", "a triple"),
        ("That should have gone to Paula.", "paula"),
        ("Wait, I should've said fifty five", "fifty five"),
        ("Oh, I got that mixed up, it's Lorenzo", "lorenzo"),
        ("It was supposed to be sixty", "sixty"),
        ("You misheard me, it's sixty", "sixty"),
        ("Sorry, I gave you the wrong day, it's Friday", "friday"),
        ("Could you change the date to Friday?", "friday"),
        ("On second thoughts make it sixty", "sixty"),
        ("You misunderstood, I want it on Monday", "monday"),
        ("I take that back, Tuesday", "tuesday"),
        ("Damn, I meant Tim", "tim"),
        ("It needs to be Friday", "friday"),
        ("Friday would be better", "friday"),
        ("The name is Karla", "karla"),
        ("Hmm, you know what, make that eighty", "eighty"),
        ("okay so make it eighty then", "eighty then"),
        ("Let me correct that, sixty", "sixty"),
        ("could you change my address", None),
        ("the card is blocked", None),
        ("I want a latte", None),
        ("and to Tom", None),
        ("freeze my card", None),
    ],
)
def test_what_is_put_right(text: str, rest: str | None) -> None:
    assert correction(text) == rest


def test_the_last_joint_is_tried_first() -> None:
    assert splits("with soy and sweetener and delete my order")[0] == (
        "with soy and sweetener",
        "delete my order",
    )
    assert splits("send Sarah 200 dollars and Tom 50 dollars")[0][1] == "Tom 50 dollars"


def test_one_is_the_noun_of_the_part_before_it() -> None:
    assert splits("cancel my appointment and book a new one for Friday") == [
        ("cancel my appointment", "book a new appointment for Friday")
    ]
    assert splits("cancel the old one and send another one") == [
        ("cancel the old one", "send another one")
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("hmm can we do eleven instead", "eleven"),
        ("on savings I mean", "savings"),
        ("that should be Lina with an L", "lina with an l"),
        ("I'd rather not", None),
        ("can you send it", None),
    ],
)
def test_a_correction_may_say_so_at_its_end(text: str, what: str | None) -> None:
    assert correction(text) == what


def test_a_name_alone_is_cut_off_and_too_goes_on() -> None:
    assert splits("send Eva and Adam a hundred each")[0] == ("send Eva", "Adam a hundred each")
    assert continues("the credit card too please") == "also"


def test_a_long_story_is_no_new_value() -> None:
    assert replacement("you useless thing I said Hugh not Hugo") is None
    assert replacement("no I said Hugh not Hugo") == ("hugh", "hugo")


def test_the_things_that_are_counted_out_are_split() -> None:
    text = "Could you do two things? First, my balance. And second, I need a new checkbook."
    assert splits(text)[0] == ("my balance", "I need a new checkbook.")


def test_a_title_ends_no_sentence() -> None:
    assert splits("I'd like to send 500 dollars to my landlord Mr. Novak.") == []
    assert splits("pay Dr. Lee 20. And freeze my card.") == [("pay Dr. Lee 20", "freeze my card.")]
