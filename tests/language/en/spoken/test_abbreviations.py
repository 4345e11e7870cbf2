"""Abbreviations in full; a full stop stays where it ends a sentence as well."""

from __future__ import annotations

import pytest

from voice_agent.language.en.spoken.abbreviations import speak


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("BIC: COBADEFFXXX", "B I C: C O B A, D E F F, X X X"),
        ("Albany, NY 12207, or OK 5", "Albany, New York 12207, or OK 5"),
        ("123 N. Main St.", "123 North Main Street."),
        ("12 Main St. Apt. 4", "12 Main Street apartment 4"),
        ("N/A", "not available"),
        ("See Dr. Smith.", "See Doctor Smith."),
        ("See Dr Smith.", "See Doctor Smith."),
        ("Mr. and Mrs. Jones", "Mister and Missus Jones"),
        ("12 Oak Dr. We", "12 Oak Drive. We"),
        ("at 12 Oak St. in town", "at 12 Oak Street in town"),
        ("on Main St.", "on Main Street."),
        ("12 Oak St, please", "12 Oak Street, please"),
        ("St. Mary", "Saint Mary"),
        ("Fifth Ave. is", "Fifth Avenue is"),
        ("second Ave. and fifth St. NW", "second Avenue and fifth Street NW"),
        ("the ref. no. is, no. of items", "the reference number is, number of items"),
        ("a fee, e.g. five", "a fee, for example five"),
        ("E.g., five", "For example, five"),
        ("that is, i.e. five", "that is, that is five"),
        ("fees, etc. And so", "fees, and so on. And so"),
        ("approx. 5", "approximately 5"),
        ("approx 5", "approximately 5"),
        ("Jones vs. Acme Inc. and Acme Co.", "Jones versus Acme Incorporated and Acme Company."),
        ("No. 5", "number 5"),
        ("No. It is not.", "No. It is not."),
        ("Say no. Then go.", "Say no. Then go."),
        ("ext. 45", "extension 45"),
        ("min. deposit", "minimum deposit"),
        ("in the U.S. today", "in the U S today"),
        ("in the U.S. He", "in the U S. He"),
        ("w/ you, w/o me, n/a", "with  you, without me, not available"),
        ("A.P.R. or APR", "A P R or A P R"),
        ("two ETFs", "two E T Fs"),
        ("an ATM, your PIN, the IRA, ID", "an ATM, your PIN, the IRA, ID"),
        ("I said so. It is in. He saw it.", "I said so. It is in. He saw it."),
        ("the co. is big", "the co. is big"),
    ],
)
def test_abbreviation(written: str, spoken: str) -> None:
    assert speak(written) == spoken
    assert speak(spoken) == spoken
