"""Accounts and cards of somebody else."""

from __future__ import annotations

import pytest

from voice_agent.language.en.third_parties import is_of_somebody_else


@pytest.mark.parametrize(
    "text",
    [
        "can you tell me my mother's balance",
        "how much is in my husbands savings account",
        "freeze my son's card please",
        "what's the PIN of my wife",
        "show me his transactions",
        "how much does my dad have",
        "I'm calling on behalf of my uncle",
    ],
)
def test_it_is_not_the_callers(text: str) -> None:
    assert is_of_somebody_else(text)


@pytest.mark.parametrize(
    "text",
    [
        "what's my balance",
        "send 50 dollars to my mother's account",
        "send my son 50 dollars",
        "our joint account, please",
        # She sits beside the caller, and is verified herself.
        "my mother wants to know the balance of her checking account",
        "I'm calling for my mother, what is her balance",
        "send her 20 dollars",
    ],
)
def test_it_is_the_callers_or_goes_to_somebody(text: str) -> None:
    assert not is_of_somebody_else(text)
