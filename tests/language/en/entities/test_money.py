"""Amounts of money, spoken and written. Cardinal numbers."""

from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language.en import normalise
from voice_agent.playbook.schema import EntitySpec

TODAY = date(2026, 11, 22)  # A Sunday.

MONEY = [
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
    ("forty-two fifty", (4250.0, "USD")),
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
    ("twelve fifty", (1250.0, "USD")),
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
]


@pytest.mark.parametrize(("text", "value"), MONEY)
def test_money(text: str, value: tuple[float, str] | None) -> None:
    expected = None if value is None else {"amount": value[0], "currency": value[1]}
    assert normalise(EntitySpec(kind="money"), text, today=TODAY) == expected
