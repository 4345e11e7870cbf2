from __future__ import annotations

import pytest

from voice_agent.language.en.answers import calls_off, confirmation, is_spelled
from voice_agent.playbook.schema import EntitySpec


@pytest.mark.parametrize(
    ("text", "act", "expected"),
    [
        ("yes", "inform", "yes"),
        ("Yeah that's right", "inform", "yes"),
        ("mm-hm", "affirm", "yes"),
        ("no", "inform", "no"),
        ("yes no wait", "affirm", "no"),
        ("that's not right", "affirm", "no"),
        ("don't do it", "affirm", "no"),
        ("yes no problem", "affirm", "yes"),
        ("cancel it", "inform", "no"),
        ("yes please cancel it", "affirm", "no"),
        ("purple", "inform", "unclear"),
        ("uh-uh", "deny", "no"),
    ],
)
def test_confirmation(text: str, act: str, expected: str) -> None:
    assert confirmation(text, act) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes please cancel it", "yes"),
        ("Yes, cancel the transfer.", "yes"),
        ("okay go ahead and cancel that", "yes"),
        ("yes stop it", "yes"),
        ("yes", "yes"),
        ("no", "no"),
        ("no don't cancel it", "no"),
        ("yes don't cancel it", "no"),
        ("cancel", "no"),
        ("cancel it yes", "no"),
        ("yes stop", "no"),
        ("yes I did not want to cancel", "no"),
        ("yes cancel it no wait", "no"),
        ("yes cancel it but not today", "no"),
        ("yes cancel the call, leave it", "no"),
        ("purple", "unclear"),
    ],
)
def test_confirmation_that_something_is_to_be_cancelled(text: str, expected: str) -> None:
    assert confirmation(text, "inform", calls_off=True) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("I can stop your last transfer, as it has not left yet. Shall I do that?", True),
        ("You want me to cancel your next appointment. Is that right?", True),
        ("You want to send {amount} to {payee}. Is that right?", False),
        ("I will send {amount}, and you can cancel it later. Shall I do that?", False),
        ("Shall I send {amount}, or shall I cancel?", False),
        ("", False),
    ],
)
def test_which_questions_are_about_nothing_but_cancelling(question: str, expected: bool) -> None:
    assert calls_off(question) is expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("name", "s as in sugar m i t h", True),
        ("name", "my name is smith s m i t h", True),
        ("name", "I want to send it to a friend of mine", False),
        ("name", "o k", False),
        ("postcode", "whiskey two kilo nine golf echo", True),
        ("digits", "forty four seventy seven double two", True),
        ("digits", "oh oh no", False),
        ("email", "j dot s m i t h at gmail dot com", True),
        ("money", "one two three four", False),
        ("name", " ".join("a" * 31), False),
    ],
)
def test_what_is_spelled(kind: str, text: str, expected: bool) -> None:
    assert is_spelled(EntitySpec.model_validate({"kind": kind}), text) is expected
