"""What of a turn may be recorded: names, numbers and addresses become labels."""

from __future__ import annotations

import re

from fakes import entity, playbook

from voice_agent.calls.redaction import SENSITIVE_KINDS, redact
from voice_agent.core.turn import Entity
from voice_agent.language import EntitySpec, Redaction

SPECS = {
    "payee": EntitySpec(kind="name"),
    "first": EntitySpec(kind="name"),
    "amount": EntitySpec(kind="money"),
    "phone": EntitySpec(kind="phone"),
}
NO_PATTERNS: tuple[Redaction, ...] = ()


def redacted(text: str, *found: Entity) -> str:
    return redact(text, found, SPECS, NO_PATTERNS)


def test_which_kinds_are_personal() -> None:
    assert {"digits", "email", "phone", "name", "postcode", "address"} == SENSITIVE_KINDS


def test_a_name_is_replaced_wherever_it_is_a_word_of_its_own() -> None:
    sarah = entity("payee", "sarah", "Sarah")
    assert redacted("send it to sarah", sarah) == "send it to [payee]"
    assert redacted("SARAH, to Sarah.", sarah) == "[payee], to [payee]."
    assert redacted("Sarahs and xsarah stay", sarah) == "Sarahs and xsarah stay"


def test_a_name_is_replaced_as_it_was_said_and_as_it_was_read() -> None:
    spelled = entity("payee", "s a r a", "Sara")
    assert redacted("s a r a", spelled) == "[payee]"
    assert redacted("Sending it to Sara.", spelled) == "Sending it to [payee]."
    assert redacted("Saras", spelled) == "Saras"


def test_signs_in_a_name_are_no_pattern() -> None:
    assert redacted("a.b and axb", entity("payee", "a.b", "A.B")) == "[payee] and axb"


def test_the_longer_of_two_names_is_replaced_first() -> None:
    found = entity("first", "ann", "Ann"), entity("payee", "ann lee", "Ann Lee")
    assert redacted("to ann lee, ann", *found) == "to [payee], [first]"
    assert redacted("to ann lee, ann", *reversed(found)) == "to [payee], [first]"


def test_what_is_not_personal_stays() -> None:
    amount = entity("amount", "$250", {"amount": 250.0, "currency": "USD"})
    assert redacted("send $250", amount) == "send $250"
    assert redacted("sarah", entity("unknown", "sarah", "Sarah")) == "sarah"
    assert redacted("send it", entity("payee", "", "")) == "send it"


def test_a_value_that_is_no_text_or_empty_replaces_nothing_more() -> None:
    assert redacted("call 555 now", entity("phone", "555", 555)) == "call [phone] now"
    assert redacted("call 555 now", entity("phone", "555", "")) == "call [phone] now"


def test_what_looks_personal_is_replaced_after_what_was_found() -> None:
    patterns = (Redaction(re.compile("payee"), "[label]"), Redaction(re.compile(r"\d+"), "[no]"))
    found = [entity("payee", "sarah", "Sarah")]
    assert redact("sarah 12", found, SPECS, patterns) == "[[label]] [no]"
    assert redact("12", (), SPECS, patterns) == "[no]"


def test_a_playbook_uses_the_patterns_of_its_language() -> None:
    book = playbook()
    patterns = book.lang.redactions
    assert redact("my card is 4929 1234", (), book.entities, patterns) == "my card is [digits]"


def test_a_past_date_is_one_of_birth() -> None:
    specs = {"born": EntitySpec(kind="date", past=True), "day": EntitySpec(kind="date")}
    found = [entity("born", "may first", "1984-05-01"), entity("day", "today", "2026-11-22")]
    assert redact("may first, today", found, specs, NO_PATTERNS) == "[born], today"


def test_some_patterns_count_only_where_a_number_was_asked_for() -> None:
    patterns = (Redaction(re.compile(r"\d+"), "[no]", asked=True),)
    assert redact("12", (), SPECS, patterns) == "12"
    assert redact("12", (), SPECS, patterns, asked=True) == "[no]"
