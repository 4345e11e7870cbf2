"""Amounts of money, however they are written, are said as the playbook says them."""

from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.en import say
from voice_agent.language.en.currencies import CODES, NAMES, SIGNS
from voice_agent.language.en.spoken.amounts import speak


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("₹1,00,000", "100,000 rupees"),
        ("a $500+ balance", "a 500 dollar or more balance"),
        ("$1,250.50", "1,250 dollars and 50 cents"),
        ("USD1,000", "1,000 dollars"),
        ("6:05p", "6:05p"),
        ("$ 1,250", "1,250 dollars"),
        ("$1", "1 dollar"),
        ("$0.50", "50 cents"),
        ("$.99", "99 cents"),
        ("$0.003", "0.003 dollars"),
        ("$3.459", "3.459 dollars"),
        ("€20", "20 euros"),
        ("20 €", "20 euros"),
        ("€1.250,50", "1,250 euros and 50 cents"),
        ("3,50 EUR", "3 euros and 50 cents"),
        ("USD 20", "20 dollars"),
        ("20 USD", "20 dollars"),
        ("US$5", "5 dollars"),
        ("C$7.50", "7 Canadian dollars and 50 cents"),
        ("£1.01", "1 pound and 1 penny"),
        ("¥5,000", "5,000 yen"),
        ("$5k", "5,000 dollars"),
        ("$5K", "5,000 dollars"),
        ("$3M", "3 million dollars"),
        ("€2.5m", "2.5 million euros"),
        ("$1.5 billion", "1.5 billion dollars"),
        ("$20 dollars", "20 dollars"),
        ("$5 million dollars", "5 million dollars"),
        ("-$20", "minus 20 dollars"),
        ("$-20", "minus 20 dollars"),
        ("($20)", "minus 20 dollars"),
        ("(from $20)", "(from 20 dollars)"),
        ("($20 a month)", "(20 dollars a month)"),
        ("$5-$10", "5 to 10 dollars"),
        ("$5–10", "5 to 10 dollars"),
        ("$5 to $10", "5 to 10 dollars"),
        ("$1-2 million", "1 million to 2 million dollars"),
        ("$5.50-$10", "5 dollars and 50 cents to 10 dollars"),
        ("5-10 €", "5 to 10 euros"),
        ("a $500 limit", "a 500 dollar limit"),
        ("a $500-limit", "a 500 dollar limit"),
        ("a $5 per month fee", "a 5 dollars per month fee"),
        ("$50-a-year", "50 dollars a-year"),
        ("50¢ or 20p", "50 cents or 20 pence"),
        ("at 5 p.m.", "at 5 p.m."),
        ("1 000 000 people", "1,000,000 people"),
        ("3–5 for USD transfers", "3–5 for USD transfers"),
        ("250 dollars and 50 cents", "250 dollars and 50 cents"),
        ("2,000,000 dollars", "2,000,000 dollars"),
    ],
)
def test_amount(written: str, spoken: str) -> None:
    assert speak(written) == spoken
    assert speak(f"It is {written}, then.") == f"It is {spoken}, then."
    assert speak(spoken) == spoken


@pytest.mark.parametrize("amount", [0.01, 1, 2.5, 999, 1250.29, 5000, 1_500_000, 1_234_567])
@pytest.mark.parametrize(("sign", "code"), [("$", "USD"), ("€", "EUR"), ("£", "GBP")])
def test_it_is_said_as_a_playbook_says_it(amount: float, sign: str, code: str) -> None:
    value = {"amount": amount, "currency": code}
    said = say(EntitySpec(kind="money"), value, today=date(2026, 1, 1))
    assert speak(f"{sign}{amount:,.2f}") == said
    assert speak(f"{code} {amount:,.2f}") == said


def test_every_currency_that_is_written_has_a_name() -> None:
    assert {*SIGNS.values(), *CODES.values()} <= NAMES.keys()
