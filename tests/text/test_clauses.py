"""Cutting text into clauses, with a language of a few made-up words."""

from __future__ import annotations

import re

import pytest

from voice_agent.text.clauses import ClauseSplitter

split = ClauseSplitter(
    abbreviation=re.compile(r"^(?:dr|p\.m)\.$", re.IGNORECASE),
    ending_abbreviation=re.compile(r"p\.m\.$", re.IGNORECASE),
    number=re.compile(r"^(?:\d.*|dollars)[.,]?$"),
    number_link="plus",
    joining=frozenset({"joined"}),
).split


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("", []),
        ("  \n ", []),
        ("one", ["one"]),
        # Ends of sentences, however short; three letters are too short to be worth a clause.
        ("Done. That is all.", ["Done.", "That is all."]),
        ("Abc. That is all.", ["Abc.", "That is all."]),
        ("Ab. That is all.", ["Ab. That is all."]),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        # Abbreviations end no sentence, unless a capital follows one that may.
        ("It is for Dr. Smith today.", ["It is for Dr. Smith today."]),
        ("We close at 5 p.m. today.", ["We close at 5 p.m. today."]),
        ("We close at 5 p.m. Call again.", ["We close at 5 p.m.", "Call again."]),
        # A comma ends a clause of eight characters or more if at least fifteen follow.
        ("Of course, I can send that today.", ["Of course,", "I can send that today."]),
        ("Of cours, I can send that today.", ["Of cours,", "I can send that today."]),
        ("Indeed, I can send that today.", ["Indeed, I can send that today."]),
        ("Of course, I can send.", ["Of course, I can send."]),
        ("Of course, I can say it.", ["Of course, I can say it."]),
        ("Of course, I can send it.", ["Of course,", "I can send it."]),
        # Not inside an amount or a date, with or without the linking word.
        ("It comes to 4,000, 17 dollars and so on.", ["It comes to 4,000, 17 dollars and so on."]),
    ],
)
def test_cuts(text: str, clauses: list[str]) -> None:
    assert split(text) == clauses


def test_a_long_clause_is_cut_before_a_joining_word() -> None:
    text = "a a a a a a a a a a a a a a a a a a a a a a a a a joined b b b b b b b b b b b b"
    assert split(text) == [text[:49], text[50:]]
    assert split("a a a joined b b b b b b b b b b") == ["a a a joined b b b b b b b b b b"]


def test_the_first_clause_may_end_before_a_number() -> None:
    text = "The balance of your account is 2 thousand and some more dollars today as I see it here"
    assert split(text) == [text[:30], text[31:]]


def test_the_linking_word_belongs_to_the_number() -> None:
    text = "So that would be, 10 plus 5, 20 dollars which is a lot of money for a thing like it"
    for clause in split(text):
        assert not clause.endswith("plus")
    assert " ".join(split(text)) == text


@pytest.mark.parametrize("text", ["x" * 1000, "a " * 500, "Wait... what?! Yes.", " a  b\tc\nd "])
def test_clauses_joined_are_the_text(text: str) -> None:
    assert " ".join(split(text)) == " ".join(text.split())


@pytest.mark.parametrize(("length", "parts"), [(7, 1), (8, 2), (9, 2)])
def test_a_first_clause_has_eight_characters(length: int, parts: int) -> None:
    first = "b" * (length - 1) + ","
    assert len(split(f"{first} and so it goes on")) == parts


@pytest.mark.parametrize(("length", "parts"), [(13, 1), (14, 2), (15, 2)])
def test_what_is_left_has_fifteen_characters_with_its_space(length: int, parts: int) -> None:
    assert len(split(f"Of course, {'b' * length}")) == parts
    # What counts is the rest of the sentence, not of the text.
    assert split(f"Of course, {'b' * (length - 1)}. Done so.")[-1] == "Done so."
    assert len(split(f"Of course, {'b' * (length - 1)}. Done so.")) == parts + 1


@pytest.mark.parametrize(("length", "parts"), [(39, 2), (40, 3), (41, 3)])
def test_a_later_clause_has_forty_characters(length: int, parts: int) -> None:
    assert len(split(f"Done. {'b' * (length - 1)}, and so it goes on")) == parts


@pytest.mark.parametrize(("length", "parts"), [(46, 1), (47, 1), (48, 2), (49, 2)])
def test_a_first_clause_of_48_characters_is_cut_before_a_joining_word(
    length: int, parts: int
) -> None:
    # The joining word itself has seven characters with its space.
    start = f"aa aa {'b' * (length - 13)}"
    assert len(split(f"{start} joined {'c' * 20}")) == parts


@pytest.mark.parametrize(("length", "parts"), [(158, 2), (159, 2), (160, 3), (161, 3)])
def test_a_later_clause_of_160_characters_is_cut_before_a_joining_word(
    length: int, parts: int
) -> None:
    start = f"aa aa {'b' * (length - 13)}"
    assert len(split(f"Done. {start} joined {'c' * 20}")) == parts


def test_the_last_joining_word_before_the_limit_is_taken() -> None:
    text = f"aa aa bbb joined aa aa joined {'c' * 30} dd {'e' * 20}"
    assert split(text) == ["aa aa bbb joined aa aa", f"joined {'c' * 30} dd {'e' * 20}"]


def test_no_clause_begins_at_a_joining_word_close_to_the_start() -> None:
    rest = f"{'c' * 45} dd {'e' * 20}"
    assert len(split(f"aaaaaaaa bb joined {rest}")) == 1, "two words are no clause"
    assert len(split(f"aaaaaaaa bb cc joined {rest}")) == 2
    assert len(split(f"a b c joined {rest}")) == 1, "five characters are none either"
    assert len(split(f"aa bb cc joined {rest}")) == 2


def test_a_joining_word_near_the_end_of_a_sentence_is_no_cut() -> None:
    assert len(split(f"aa bb cc {'d' * 45} joined eeeeee")) == 1
    assert len(split(f"aa bb cc {'d' * 45} joined eeeeeee")) == 2
    assert split(f"aa bb cc {'d' * 45} joined eee. Then more to say.")[0].endswith("eee.")


@pytest.mark.parametrize("sign", [",", ";", ":", "-", "–", "—"])
def test_signs_that_end_a_clause(sign: str) -> None:
    joined = "" if sign in ",;:" else " "
    text = f"Of course{joined}{sign} I can send that today."
    assert split(text) == [f"Of course{joined}{sign}", "I can send that today."]
    assert len(split(f"Of course{joined}{sign}) I can send that today.")) == 2


def test_a_hyphen_inside_or_after_a_word_ends_none() -> None:
    assert len(split("Of course-so I can send that today.")) == 1
    assert len(split("Of course- I can send that today.")) == 1
    assert len(split("Of course— I can send that today.")) == 2


@pytest.mark.parametrize("sign", [".", "!", "?", "…", "...", "?!", '."', ".)", ".]", ".”", ".’"])
def test_signs_that_end_a_sentence(sign: str) -> None:
    assert split(f"Done{sign} That is all.") == [f"Done{sign}", "That is all."]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        # A number begins here: the agent draws breath before it.
        ("The sum of it is 2 thousand of the things that you have seen now", 2),
        # Here one goes on, with the linking word or without.
        ("Sum is 9 2 thousand of the things that you have seen now", 1),
        ("Sum 9 plus 2 thousand of the things that you have seen now", 1),
        ("Sum 9 is 2 thousand of the things that you have seen now", 2),
        ("Sum 9 is so 2 thousand of the things that you have seen now", 2),
        ("2 thousand of the things that you have seen are not there now", 1),
    ],
)
def test_a_first_clause_may_end_before_a_number_that_begins(text: str, parts: int) -> None:
    assert len(split(text)) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It comes to 4, 17 and so on and so forth.", 1),
        ("4000000, 17 and so on and so forth.", 1),
        ("It comes to 4, plus 17 and so on and so forth.", 1),
        ("It comes to 4 plus, 17 and so on and so forth.", 2),
        ("It comes to 4, and then 17 and so on and so forth.", 2),
        ("It comes to 4 so, then 17 and so on and so forth.", 2),
        ("It comes to four, 17 and so on and so forth.", 2),
    ],
)
def test_a_comma_inside_a_number_is_no_cut(text: str, parts: int) -> None:
    assert len(split(text)) == parts


def test_a_first_clause_may_end_after_a_group_of_digits() -> None:
    said = split("I have 5 9 9, 3 4 1, 5 1 1 1. Is that right?")
    assert said == ["I have 5 9 9,", "3 4 1, 5 1 1 1.", "Is that right?"]
    # Later ones are made while the first is heard.
    assert split("I see. It is now 5 9 9, 3 4 1, and 7 7 7 7, 5 1 1 1 1 1 1 1 1.")[1:] == [
        "It is now 5 9 9, 3 4 1, and 7 7 7 7, 5 1 1 1 1 1 1 1 1."
    ]
    assert len(split("It comes to 4, 17 and so on and so forth.")) == 1


def test_a_first_clause_may_end_before_digits_that_are_said_one_by_one() -> None:
    said = split("The number I have is 5 9 9, 3 4 1. Is that right?")
    assert said == ["The number I have is", "5 9 9, 3 4 1.", "Is that right?"]
    assert split("I have the code 9 4 1. Is that right?")[:2] == ["I have the code", "9 4 1."]
    assert split("The shop closes at 6 5 days a week.") == ["The shop closes at 6 5 days a week."]


def test_text_without_a_pause_is_cut_before_the_voice_is_late() -> None:
    clauses = split("word " * 200)
    assert " ".join(clauses) == ("word " * 200).strip()
    assert max(map(len, clauses)) <= 300


def test_a_cut_for_length_leaves_numbers_whole() -> None:
    clauses = split("word " * 57 + "4,000 dollars 17 plus 5 and on it goes")
    assert [clause[-4:] for clause in clauses] == ["word", "goes"]


def test_no_cut_within_a_range() -> None:
    text = "We are here from 9 — 5 on all of the days of this week"
    assert split(text) == ["We are here from", "9 — 5 on all of the days of this week"]
    assert split("We are here now — on all of the days") == [
        "We are here now —",
        "on all of the days",
    ]
