import pytest
from fakes import entity, playbook

from voice_agent.calls.redaction import redact

BOOK = playbook()
SPECS, PATTERNS = BOOK.entities, BOOK.lang.redactions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my card is 4929 1234 5678 9012 ok", "my card is [digits] ok"),
        ("it's 4929-1234-5678-9012.", "it's [digits]."),
        ("call me on +1 (555) 123-4567", "call me on [digits]"),
        ("four double seven one two", "[digits]"),
        ("four, seven, seven, one", "[digits]"),
        ("write to jo.smith+x@mail.co.uk please", "write to [email] please"),
        ("jo dot smith at gmail dot com", "[email]"),
        ("two of my three cards", "two of my three cards"),
        ("send $2500 on the 15th", "send $2500 on the 15th"),
        ("send 2500 dollars", "send 2500 dollars"),
        ("at 3:30", "at 3:30"),
        ("", ""),
    ],
)
def test_what_looks_personal_is_replaced(text: str, expected: str) -> None:
    assert redact(text, (), SPECS, PATTERNS) == expected


def test_names_that_were_read_are_replaced_also_in_the_reply() -> None:
    found = [entity("payee", "sarah", "Sarah", "send it to sarah")]
    assert redact("send it to sarah", found, SPECS, PATTERNS) == "send it to [payee]"
    assert redact("Sending it to Sarah. Sarahs stay.", found, SPECS, PATTERNS) == (
        "Sending it to [payee]. Sarahs stay."
    )


def test_amounts_stay() -> None:
    found = [entity("amount", "$250", {"amount": 250.0, "currency": "USD"}, "send $250")]
    assert redact("send $250", found, SPECS, PATTERNS) == "send $250"
