from __future__ import annotations

import pytest

from voice_agent.language.en.clauses import split_clauses

REPLIES = [
    "Sure, I can help with that. What amount would you like to send?",
    "You want to send $2,500.00 to Anna on Friday, March 3rd. Is that right?",
    "Dr. Smith is in at 5 p.m. We close at 6.",
    "I am sorry, I cannot work that question out on this line. A colleague can go through it.",
    'He said "no." Then he left — quickly; nobody knew why: it was late.',
    "Wait... what?! Yes.",
    "  spaces   and\nlines\tare  joined. ",
    "one",
    "a " * 500,
    "x" * 1000,
]


@pytest.mark.parametrize("text", REPLIES)
def test_clauses_joined_are_the_text(text: str) -> None:
    assert " ".join(split_clauses(text)) == " ".join(text.split())


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_blank_text_has_no_clauses(text: str) -> None:
    assert split_clauses(text) == []


def test_sentences_are_clauses() -> None:
    assert split_clauses("Sure, no problem. What amount would you like to send?") == [
        "Sure, no problem.",
        "What amount would you like to send?",
    ]


def test_the_first_clause_is_cut_at_its_first_comma() -> None:
    assert split_clauses("I am sorry, I cannot work that question out on this line.") == [
        "I am sorry,",
        "I cannot work that question out on this line.",
    ]


def test_later_clauses_are_longer() -> None:
    clauses = split_clauses(
        "All done. I have moved it, as you asked, to your savings, and it will be there today, "
        "or by tomorrow morning at the latest."
    )
    assert clauses[0] == "All done."
    assert all(len(clause) >= 35 for clause in clauses[1:])


@pytest.mark.parametrize(
    "whole",
    [
        "$1,250.50",
        "e.g. this",
        "i.e. that",
        "3.5 %",
        "5 p.m. – 6 p.m.",
        "9 – 5",
        "approx. 5 km",
        "https://bank.example/a,b.c",
        "Dec. 3rd, 2026",
        "No. 5",
        "(555) 123-4567",
        "€ 20",
        "$2,500.00",
        "5 p.m. on Monday",
        "Dr. Smith",
        "Friday, March 3rd",
        "two thousand five hundred dollars and twelve cents",
        "four, two, one, seven",
        "3.5 percent",
        "e.g. rent",
        "St. James",
        "J. Miller",
    ],
)
def test_amounts_dates_and_abbreviations_stay_whole(whole: str) -> None:
    text = f"For the account you asked about we have noted down {whole} as the thing to go on with."
    assert any(whole in clause for clause in split_clauses(text))
    assert any(whole in clause for clause in split_clauses(f"It says here {whole} for you today."))


def test_a_time_can_end_a_sentence() -> None:
    assert split_clauses("We are open until 5 p.m. We close on Sundays.") == [
        "We are open until 5 p.m.",
        "We close on Sundays.",
    ]


def test_a_long_first_sentence_without_commas_is_cut_before_a_joining_word() -> None:
    first, *later = split_clauses(
        "The overdraft fee is charged for each payment that we make for you when the account is "
        "empty and you have not turned overdraft coverage off"
    )
    assert first == "The overdraft fee is charged for each payment"
    assert later


def test_no_clause_of_two_words_is_left_behind() -> None:
    assert split_clauses("I will send it on the usual day, of course.") == [
        "I will send it on the usual day, of course."
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Got it. That is a large latte.", "Got it."),
        ("Done. It will go out on Friday.", "Done."),
        (
            "Your checking balance is two thousand four hundred and thirteen dollars.",
            "Your checking balance is",
        ),
        (
            "Two dollars and fifty cents for each withdrawal at another bank's cash machine.",
            "Two dollars and fifty cents for each withdrawal at another bank's cash machine.",
        ),
    ],
)
def test_the_first_clause_is_soon_said_and_cuts_no_number(text: str, first: str) -> None:
    assert split_clauses(text)[0] == first
    assert " ".join(split_clauses(text)) == text


ABBREVIATIONS = """
    mr mrs ms dr prof st ave blvd rd apt no vs etc inc ltd co corp jr sr approx ext
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thur thurs fri sat sun
    e.g i.e a.m p.m u.s j
"""


@pytest.mark.parametrize("short", ABBREVIATIONS.split())
def test_an_abbreviation_ends_no_sentence(short: str) -> None:
    for said in (short, short.upper(), f'("{short}'):
        text = f"So it is {said}. smith for you"
        assert split_clauses(text) == [text]
    assert len(split_clauses(f"So it is x{short}. smith for you")) == 2


@pytest.mark.parametrize("time", ["a.m.", "p.m.", "A.M.", "P.M."])
def test_a_time_ends_a_sentence_where_a_capital_follows(time: str) -> None:
    assert split_clauses(f"It opens at 5 {time} We wait.") == [f"It opens at 5 {time}", "We wait."]
    assert len(split_clauses(f"It opens at 5 {time} we wait.")) == 1


@pytest.mark.parametrize("title", ["Dr.", "Mr.", "e.g.", "U.S."])
def test_a_title_ends_none(title: str) -> None:
    assert len(split_clauses(f"It is for {title} Smith of the bank.")) == 1


NUMBERS = """
    zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    twenty-five sixth fourth hundred thousand million dollar dollars cent cents pound pounds euro
    euros percent point january february march april may june july august september october november
    december monday tuesday wednesday thursday friday saturday sunday 5 5th $2.50 €3 £4 #7 (5
"""


@pytest.mark.parametrize("word", NUMBERS.split())
def test_two_words_of_an_amount_or_a_date_stay_together(word: str) -> None:
    for link in ("", "and "):
        amount = f"{word}, {link}{word.upper()}"
        assert any(
            amount in clause for clause in split_clauses(f"Here it is {amount} for you all.")
        )


@pytest.mark.parametrize("word", ["house", "x5", "onex", "mayor", "and", "tendency"])
def test_other_words_are_parted(word: str) -> None:
    assert len(split_clauses(f"Here it is {word}, {word} for all of you today.")) == 2


@pytest.mark.parametrize(
    "word", ["and", "but", "or", "because", "so", "which", "that", "when", "if", "while"]
)
def test_a_long_clause_may_begin_at_a_joining_word(word: str) -> None:
    first, second = (
        "The fee is charged for each of them on the day",
        f"{word} all of the others are there to see it",
    )
    assert split_clauses(f"{first} {second}") == [first, second]
    assert split_clauses(f"{first} {second}".replace(word, "xx")) == [
        f"{first} {second}".replace(word, "xx")
    ]
