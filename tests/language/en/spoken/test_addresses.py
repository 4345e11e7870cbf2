"""E-mail addresses are spoken, those of websites are not."""

from __future__ import annotations

import pytest

from voice_agent.language.en.spoken.addresses import speak


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("jo.smith@gmail.com.", "jo dot smith at gmail dot com."),
        ("mailto:a_b+c@mail.co.uk", "a underscore b plus c at mail dot co dot uk"),
        ("Visit https://www.bank.example/gold?x=1.", "Visit the website."),
        ("See https://bank.com/a_(b), then call.", "See the website, then call."),
        ("Our site (https://x.y/z) tells.", "Our site tells."),
        ("Our site (see www.x.com) tells.", "Our site tells."),
        ("Visit our website at www.bank.com. Bye.", "Visit our website. Bye."),
        ("The page: bank.com/help!", "The page!"),
        ("Go to harbourbank.com, please.", "Go to the website, please."),
        ("Bought at Amazon.com today.", "Bought at Amazon dot com today."),
        ("e.g. this, i.e. that, at 5 p.m. too", "e.g. this, i.e. that, at 5 p.m. too"),
        ("Done.Next", "Done.Next"),
        ("version 2.5.1", "version 2.5.1"),
    ],
)
def test_address(written: str, spoken: str) -> None:
    assert speak(written) == spoken
    assert speak(spoken) == spoken
