"""Events on the wire: flat JSON, one class a kind, read back as what was sent."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import (
    Replied,
    Routed,
    StageTime,
    TurnTimed,
    events_schema,
    parse_event,
)


def test_an_event_is_a_flat_object_and_is_read_back_as_its_class() -> None:
    sent = Routed(call_id="c1", turn=2, t_ms=10.5, to="llm", reason="takes reasoning")
    wire = sent.model_dump_json()
    assert json.loads(wire) == {
        "call_id": "c1",
        "turn": 2,
        "t_ms": 10.5,
        "type": "route",
        "to": "llm",
        "reason": "takes reasoning",
    }
    assert parse_event(wire) == sent


def test_nested_values_are_read_back_too() -> None:
    sent = TurnTimed(v2v_ms=250.0, stages={"stt": StageTime(ms=40.0, budget_ms=50.0, over=False)})
    assert parse_event(sent.model_dump_json()) == sent


@pytest.mark.parametrize(
    ("wire", "said"),
    [
        ("{", "message"),
        ("[]", "message"),
        ('{"type": "unheard_of"}', "unheard_of"),
        ('{"type": "route", "to": "nobody", "reason": ""}', "route.to"),
        ('{"type": "ready", "more": 1}', "ready.more"),
    ],
)
def test_what_is_no_event_is_one_clear_line(wire: str, said: str) -> None:
    with pytest.raises(ProtocolError, match="not an event of a call") as found:
        parse_event(wire)
    assert said in str(found.value)
    assert "\n" not in str(found.value)


def test_an_event_cannot_be_changed() -> None:
    event = Replied(text="Hello.", source="agent")
    with pytest.raises(ValidationError):
        event.text = "Bye."  # type: ignore[misc]


def test_the_schema_has_every_kind_and_demands_the_stamp() -> None:
    schema = events_schema()
    kinds = schema["discriminator"]["mapping"]
    assert {"ready", "transcript", "reading", "route", "reply", "turn", "ended"} <= set(kinds)
    for definition in (schema["$defs"][ref.rpartition("/")[2]] for ref in kinds.values()):
        assert {"type", "call_id", "turn", "t_ms"} <= set(definition["required"])
