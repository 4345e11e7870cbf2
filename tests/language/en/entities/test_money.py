"""Amounts of money, spoken and written."""

from __future__ import annotations

import re
from datetime import date

import pytest

from voice_agent.language.en import normalise
from voice_agent.language.en.entities.money import money_value, other_amounts, scan_money
from voice_agent.language.en.entities.tokens import tokenise
from voice_agent.language.specs import EntitySpec

TODAY = date(2026, 11, 22)  # A Sunday.

MONEY = [
    ("two hundred forty nine and ninety nine cents", (249.99, "USD")),
    ("forty nine and five cents", (49.05, "USD")),
    ("two hundred and ten cents", (200.1, "USD")),
    ("two hundred cents", (2.0, "USD")),
    ("two dollars seven five", (2.75, "USD")),
    ("a hundred Canadian", (100.0, "CAD")),
    ("fifty bucks Canadian", (50.0, "CAD")),
    ("nine hunnerd bucks", (900.0, "USD")),
    ("one thousand point five", (1000.5, "USD")),
    ("more than fifty", None),
    ("no more than fifty", (50.0, "USD")),
    ("more than fifty dollars", (50.0, "USD")),
    ("twice fifty", None),
    ("double fifty", None),
    ("half of fifty", None),
    ("ten percent of a hundred dollars", None),
    ("fifty plus ten", None),
    ("fifty times two", None),
    ("fifty dollars plus tip", (50.0, "USD")),
    ("a hundred and change", None),
    ("two hundred something", None),
    ("fifty odd dollars", None),
    ("ate fifty", None),
    ("fifteen, no, I said fifty", (50.0, "USD")),
    ("five k", (5000.0, "USD")),
    ("a couple hundred", (200.0, "USD")),
    ("couple hundred bucks", (200.0, "USD")),
    ("a few hundred dollars", None),
    ("a couple of bucks", (2.0, "USD")),
    ("twelve ninety nine", (12.99, "USD")),
    ("forty five fifty dollars", (45.5, "USD")),
    ("fifty fifty dollars", (50.0, "USD")),
    ("nineteen oh five", (19.05, "USD")),
    ("one twenty nine ninety nine", (129.99, "USD")),
    ("two hundred forty nine ninety nine", (249.99, "USD")),
    ("three hundred twenty times", None),
    ("two hundred twenty days ago", None),
    ("a dollar fifty", (1.5, "USD")),
    ("a dollar and a half", (1.5, "USD")),
    ("a penny", (0.01, "USD")),
    ("99¢", (0.99, "USD")),
    ("15 dollars 50.", (15.5, "USD")),
    ("15 dollars and 50", (15.5, "USD")),
    ("one dollar and two", (1.02, "USD")),
    ("$4.25 and 32 is the quantity", (4.25, "USD")),
    ("$4.25 50", (4.25, "USD")),
    ("four united states dollars and sixty nine cents", (4.69, "USD")),
    ("one hundred hong kong dollars", (100.0, "HKD")),
    ("500 pesos", (500.0, "MXN")),
    ("ten philippine pesos", (10.0, "PHP")),
    ("aud$ 15", (15.0, "AUD")),
    ("HK$20", (20.0, "HKD")),
    ("A$20", (20.0, "AUD")),
    ("a $20 bill", (20.0, "USD")),
    ("12,34,567.89 rupees", (1234567.89, "INR")),
    ("three quarters billion us dollars", (750000000.0, "USD")),
    ("10-20 dollars", None),
    ("between fifty and sixty dollars", None),
    ("Send two-hundred dollars", (200.0, "USD")),
    ("$1,000.", (1000.0, "USD")),
    ("twenty five hundred dollars", (2500.0, "USD")),
    ("two hundred dollars and fifty cents", (200.5, "USD")),
    ("one hundred dollars to five people", (100.0, "USD")),
    ("a hundred and one dollars", (101.0, "USD")),
    ("$3,500,000", (3500000.0, "USD")),
    ("$20.5", (20.5, "USD")),
    ("about fifty bucks", (50.0, "USD")),
    ("£1.50", (1.5, "GBP")),
    ("ten thousand five hundred dollars", (10500.0, "USD")),
    ("$5 million", (5000000.0, "USD")),
    ("zero dollars", (0.0, "USD")),
    ("forty-two fifty", (42.5, "USD")),
    ("my whole balance", None),
    ("make that two hundred", (200.0, "USD")),
    ("two hundred dollars, actually make it three hundred", (300.0, "USD")),
    ("one fifty", (150.0, "USD")),
    ("twelve hundred and fifty", (1250.0, "USD")),
    ("$250", (250.0, "USD")),
    ("two hundred and fifty dollars", (250.0, "USD")),
    ("uh two hundred and uh fifty dollars", (250.0, "USD")),
    ("Uh, two hundred and, uh, fifty dollars.", (250.0, "USD")),
    ("fifty no sixty dollars", (60.0, "USD")),
    ("fifty dollars no sixty", (60.0, "USD")),
    ("fifty euros, no, sixty", (60.0, "EUR")),
    ("two fifty", (250.0, "USD")),
    ("twelve fifty", (12.5, "USD")),
    ("two dollars fifty", (2.5, "USD")),
    ("two dollars and fifty cents", (2.5, "USD")),
    ("$1,250.75", (1250.75, "USD")),
    ("fifty cents", (0.5, "USD")),
    ("99 cents", (0.99, "USD")),
    ("a hundred bucks", (100.0, "USD")),
    ("a couple hundred dollars", (200.0, "USD")),
    ("a couple of hundred dollars", (200.0, "USD")),
    ("twenty quid", (20.0, "GBP")),
    ("£20", (20.0, "GBP")),
    ("5k", (5000.0, "USD")),
    ("five grand", (5000.0, "USD")),
    ("two and a half thousand dollars", (2500.0, "USD")),
    ("1.5 million dollars", (1500000.0, "USD")),
    ("$2.5 million", (2500000.0, "USD")),
    ("half a million dollars", (500000.0, "USD")),
    ("fifteen hundred dollars", (1500.0, "USD")),
    ("one thousand two hundred and thirty four dollars and fifty six cents", (1234.56, "USD")),
    ("three thousand", (3000.0, "USD")),
    ("two hundred", (200.0, "USD")),
    ("a dollar", (1.0, "USD")),
    ("one dollar", (1.0, "USD")),
    ("20 euros", (20.0, "EUR")),
    ("fifty canadian dollars", (50.0, "CAD")),
    ("USD 50", (50.0, "USD")),
    ("50 USD", (50.0, "USD")),
    ("250$", (250.0, "USD")),
    ("$ 250", (250.0, "USD")),
    ("all of it", None),
    ("everything", None),
    ("five percent", None),
    ("one twenty five thousand dollars", (125000.0, "USD")),
    ("nine hundred ninety nine", (999.0, "USD")),
    ("half a dollar", (0.5, "USD")),
    ("twenty-five dollars", (25.0, "USD")),
    ("two hundred I mean three hundred dollars", (300.0, "USD")),
    ("a hundred and twenty pounds", (120.0, "GBP")),
    ("a thousand dollars", (1000.0, "USD")),
    ("three point five dollars", (3.5, "USD")),
    ("a dozen dollars", (12.0, "USD")),
    ("two hundred thousand and fifty dollars", (200050.0, "USD")),
    ("$50, sorry, $60", (60.0, "USD")),
    ("eleven hundred", (1100.0, "USD")),
    ("a hundred and fifty", (150.0, "USD")),
    ("an extra hundred", (100.0, "USD")),
    ("hundred", (100.0, "USD")),
    ("two thousand and twelve dollars", (2012.0, "USD")),
    ("twelve forty nine ninety nine", (1249.99, "USD")),
    ("three dollars oh five", (3.05, "USD")),
    ("€2,50", (2.5, "EUR")),
    ("45,50", (45.5, "USD")),
    ("45, 50", (45.0, "USD")),
    ("$.50", (0.5, "USD")),
    ("¢50", (0.5, "USD")),
    ("rs. 2000", (2000.0, "INR")),
    ("1 $10 bill", (10.0, "USD")),
    ("1 $ 10 dollars bill", (10.0, "USD")),
    ("10 $ 30 cents", (10.3, "USD")),
    ("fifty uae dirhams", (50.0, "AED")),
    ("20 omani rials", (20.0, "OMR")),
    ("fifty martian dollars", None),
    ("fifty bitcoin", None),
    ("six figures", None),
    ("three quarters of a dollar", (0.75, "USD")),
    ("seven dollars and a half", (7.5, "USD")),
    ("two thousand, four hundred dollars", (2400.0, "USD")),
    ("20 euro cents", (0.2, "EUR")),
    ("1.000,50 euros", (1000.5, "EUR")),
    ("fifty canadian cents", None),
    ("eightyish bucks", (80.0, "USD")),
    ("a hundred twenty three point four five dollars", (123.45, "USD")),
    ("eight hundred an fifty dollars", (850.0, "USD")),
    ("eight hundred in fifty dollars", (850.0, "USD")),
    ("eight hundred 'n fifty dollars", (850.0, "USD")),
    ("eight hundred in fifty days", (800.0, "USD")),
    ("two payments", None),
    ("fifty works for me", (50.0, "USD")),
    ("minus fifty dollars", None),
    ("-$50", None),
    ("negative five", None),
    ("minus 0.5 dollars", None),
    ("0.5 dollars", (0.5, "USD")),
    ("12 dollars 50 from Thursday", (12.5, "USD")),
    ("12 dollars 50 people", (12.0, "USD")),
    ("forty nine and ninety five", None),
    ("one two three", (123.0, "USD")),
    ("three five zero dollars", (350.0, "USD")),
    ("2 0 0", (200.0, "USD")),
    ("four five point two zero", (45.2, "USD")),
    ("two oh five", (205.0, "USD")),
    ("two five", None),
    ("two five dollars", None),
    ("one two three four five", None),
    ("four one five five five five oh one two three", None),
    ("double two five", None),
    ("one two three days", None),
]


@pytest.mark.parametrize(("text", "value"), MONEY)
def test_money(text: str, value: tuple[float, str] | None) -> None:
    expected = None if value is None else {"amount": value[0], "currency": value[1]}
    assert normalise(EntitySpec(kind="money"), text, today=TODAY) == expected


FOUND = [
    ("send <$5> please", [(5.0, "USD")]),
    ("send <£5> please", [(5.0, "GBP")]),
    ("send <€5> please", [(5.0, "EUR")]),
    ("send <¥5> please", [(5.0, "JPY")]),
    ("send <₹5> please", [(5.0, "INR")]),
    ("send <5 usd> please", [(5.0, "USD")]),
    ("send <5 gbp> please", [(5.0, "GBP")]),
    ("send <5 eur> please", [(5.0, "EUR")]),
    ("send <5 jpy> please", [(5.0, "JPY")]),
    ("send <5 inr> please", [(5.0, "INR")]),
    ("send <5 cad> please", [(5.0, "CAD")]),
    ("send <5 aud> please", [(5.0, "AUD")]),
    ("send <5 chf> please", [(5.0, "CHF")]),
    ("send <5 nzd> please", [(5.0, "NZD")]),
    ("send <nzd 5> please", [(5.0, "NZD")]),
    ("send <5 dollar> please", [(5.0, "USD")]),
    ("send <5 buck> please", [(5.0, "USD")]),
    ("send <5 pound> please", [(5.0, "GBP")]),
    ("send <5 pounds> sterling please", [(5.0, "GBP")]),
    ("send <5 sterling> please", [(5.0, "GBP")]),
    ("send <5 euro> please", [(5.0, "EUR")]),
    ("send <5 yen> please", [(5.0, "JPY")]),
    ("send <5 rupee> please", [(5.0, "INR")]),
    ("send <5 rupees> please", [(5.0, "INR")]),
    ("send <5 franc> please", [(5.0, "CHF")]),
    ("send <5 francs> please", [(5.0, "CHF")]),
    ("send <5 cent> please", [(0.05, "USD")]),
    ("send <5 cents> please", [(0.05, "USD")]),
    ("send <5 penny> please", [(0.05, "USD")]),
    ("send <5 pennies> please", [(0.05, "USD")]),
    ("send <5 pence> please", [(0.05, "GBP")]),
    ("send <5 p> please", [(0.05, "GBP")]),
    ("send <5 canadian dollars> please", [(5.0, "CAD")]),
    ("send <5 australian dollars> please", [(5.0, "AUD")]),
    ("send <5 us dollars> please", [(5.0, "USD")]),
    ("send <5 american dollars> please", [(5.0, "USD")]),
    ("send <5 british pounds> please", [(5.0, "GBP")]),
    ("send <5 swiss francs> please", [(5.0, "CHF")]),
    ("send 5 canadian pounds please", []),
    ("send <5 canadian>", [(5.0, "CAD")]),
    ("send (5) swiss", [(5.0, "USD")]),
    ("send <a canadian dollar> please", [(1.0, "CAD")]),
    ("send <us $5> please", [(5.0, "USD")]),
    ("send <us $5.50> please", [(5.5, "USD")]),
    ("send us <5 dollars> please", [(5.0, "USD")]),
    ("send <half a dollar> please", [(0.5, "USD")]),
    ("send <half a pound> please", [(0.5, "GBP")]),
    ("send <a dollar> please", [(1.0, "USD")]),
    ("send <a grand> please", [(1000.0, "USD")]),
    ("send <five grand> please", [(5000.0, "USD")]),
    ("how many ounces in (a pound)", [(1.0, "GBP")]),
    ("(a pound) please", [(1.0, "GBP")]),
    ("<one pound> please", [(1.0, "GBP")]),
    ("<half a million dollars> please", [(500000.0, "USD")]),
    ("<a hundred of dollars> please", [(100.0, "USD")]),
    ("(five) of them", [(5.0, "USD")]),
    ("(five) of", [(5.0, "USD")]),
    ("(5)", [(5.0, "USD")]),
    ("send <2> to Tom", [(2.0, "USD")]),
    ("send (1) to Tom", [(1.0, "USD")]),
    ("transfer <40> from savings", [(40.0, "USD")]),
    ("send (40) tomorrow", [(40.0, "USD")]),
    ("(fifty) please", [(50.0, "USD")]),
    ("<two dollars fifty> please", [(2.5, "USD")]),
    ("<two dollars fifty>", [(2.5, "USD")]),
    ("<two dollars ten> please", [(2.1, "USD")]),
    ("<two dollars> (nine) please", [(2.0, "USD"), (9.0, "USD")]),
    ("<two dollars> (50) please", [(2.0, "USD"), (50.0, "USD")]),
    ("<two dollars and fifty cents> please", [(2.5, "USD")]),
    ("<two dollars> and (fifty) please", [(2.0, "USD"), (50.0, "USD")]),
    ("<two dollars, fifty cents> please", [(2.5, "USD")]),
    ("<two dollars>, (fifty) please", [(2.0, "USD"), (50.0, "USD")]),
    ("<two dollars five cents> please", [(2.05, "USD")]),
    ("<two dollars 5 cents> please", [(2.05, "USD")]),
    ("<two dollars 99 cents> please", [(2.99, "USD")]),
    ("<two dollars> <100 cents> please", [(2.0, "USD"), (1.0, "USD")]),
    ("<two dollars> and", [(2.0, "USD")]),
    ("<two dollars> and more", [(2.0, "USD")]),
    ("<two dollars> ,", [(2.0, "USD")]),
    ("<fifty dollars> twenty days ago", [(50.0, "USD")]),
    ("<fifty dollars> twenty times", [(50.0, "USD")]),
    ("<fifty dollars> ten o'clock", [(50.0, "USD")]),
    ("<fifty dollars> (ten) past (two)", [(50.0, "USD"), (10.0, "USD"), (2.0, "USD")]),
    ("<fifty dollars> <twenty euros>", [(50.0, "USD"), (20.0, "EUR")]),
    ("<fifty dollars> twenty percent", [(50.0, "USD")]),
    ("<fifty dollars> twenty people", [(50.0, "USD")]),
    ("<fifty dollars> (twenty hundred)", [(50.0, "USD"), (2000.0, "USD")]),
    ("<fifty dollars> (twenty) to you", [(50.0, "USD"), (20.0, "USD")]),
    ("<fifty dollars> ten am", [(50.0, "USD")]),
    ("<fifty dollars twenty> please", [(50.2, "USD")]),
    ("<$50 twenty> please", [(50.2, "USD")]),
    ("<$50 and 20 cents> please", [(50.2, "USD")]),
    ("<$50> (20) please", [(50.0, "USD"), (20.0, "USD")]),
    ("<$2 fifty>", [(2.5, "USD")]),
    ("<usd 50 twenty>", [(50.2, "USD")]),
    ("<usd two fifty> please", [(250.0, "USD")]),
    ("<50 cents> and more", [(0.5, "USD")]),
    ("<$50> cents", [(50.0, "USD")]),
    ("<99 pence> please", [(0.99, "GBP")]),
    ("<one pound fifty pence> please", [(1.5, "GBP")]),
    ("<one pound fifty p> please", [(1.5, "GBP")]),
    ("<fifty dollars fifty-five> please", [(50.55, "USD")]),
    ("<five thousand dollars fifty> please", [(5000.5, "USD")]),
]
"""<Surely money>, (a number that is money where money was asked for)."""

NONE = [
    "send us $",
    "us",
    "send $ please",
    "$",
    "half a",
    "half a minute",
    "half the dollars",
    "half dollars",
    "a",
    "a thing",
    "the pound please",
    "5% please",
    "five percent please",
    "5 % please",
    "5 %",
]


@pytest.mark.parametrize(("shown", "values"), FOUND)
def test_what_of_a_turn_is_money_and_whether_it_surely_is(
    shown: str, values: list[tuple[float, str]]
) -> None:
    text = re.sub(r"[<>()]", "", shown)
    finds = scan_money(tokenise(text))
    assert [(find.value["amount"], find.value["currency"]) for find in finds] == values
    for find in reversed(finds):
        start, end = "<>" if find.marked else "()"
        said = text[find.start : find.end]
        text = f"{text[: find.start]}{start}{said}{end}{text[find.end :]}"
    assert text == shown


@pytest.mark.parametrize("text", NONE)
def test_no_money(text: str) -> None:
    assert scan_money(tokenise(text)) == []


@pytest.mark.parametrize(
    "after",
    ["day", "days", "week", "weeks", "month", "months", "year", "years", "minute", "minutes",
     "hour", "hours", "time", "times", "am", "pm", "percent", "o'clock", "past", "to", "people",
     "of", "hundred", "thousand", "million", "dollars"],
)  # fmt: skip
def test_a_number_after_an_amount_is_no_cents_when_it_counts_something(after: str) -> None:
    assert scan_money(tokenise(f"fifty dollars twenty {after}"))[0].value["amount"] == 50.0


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("forty five fifty", [4550.0]),
        ("forty five fifty dollars", [4550.0]),
        ("send twelve ninety nine", [1299.0]),
        ("two fifty", [2.5]),
        ("two oh five", [2.05]),
        ("two fifty dollars", []),
        ("4550", [45.5]),
        ("999", [9.99]),
        ("$4550", []),
        ("4500", []),
        ("12000", []),
        ("one twenty nine ninety nine", []),
        ("two hundred fifty", []),
        ("fifty", []),
        ("fifty dollars", []),
    ],
)
def test_an_amount_may_be_another_one(text: str, others: list[float]) -> None:
    turn = tokenise(text)
    match = scan_money(turn)[-1]
    assert [other["amount"] for other in other_amounts(turn, match)] == others


@pytest.mark.parametrize("end", ["", ".", "!", "?", ";"])
def test_cents_may_end_a_sentence(end: str) -> None:
    assert scan_money(tokenise(f"15 dollars and 50{end}"))[0].value["amount"] == 15.5


def test_an_amount_as_a_value() -> None:
    assert money_value(5) == {"amount": 5.0, "currency": "USD"}
    assert money_value(1.005, "GBP") == {"amount": 1.0, "currency": "GBP"}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("move too hundred dollars", 200.0),
        ("ate hundred dollars", 800.0),
        ("won hundred dollars", 100.0),
        ("fore hundred dollars", 400.0),
        ("tree thousand dollars", 3000.0),
        ("a hundred dollars", 100.0),
        ("hundred dollars", 100.0),
        ("to hundred dollars", None),
        ("send for hundred bucks", None),
    ],
)
def test_a_count_may_be_heard_as_another_word(text: str, amount: float | None) -> None:
    found = [match.value["amount"] for match in scan_money(tokenise(text))]
    assert found == ([] if amount is None else [amount])


def test_cents_after_hundreds_may_be_all_cents() -> None:
    turn = tokenise("two hundred and ten cents")
    (found,) = scan_money(turn)
    assert other_amounts(turn, found) == [money_value(2.1)]
