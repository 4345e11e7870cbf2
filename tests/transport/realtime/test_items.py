from __future__ import annotations

import json

import pytest
from realtime_events import read

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.realtime.errors import RealtimeError
from voice_agent.transport.realtime.items import Response, Writer, message
from voice_agent.transport.realtime.session import Session

SESSION = Session(id="sess_1", model="bank")
BETA = Session(id="sess_1", model="bank", beta=True)


def test_events_are_numbered() -> None:
    write = Writer(beta=False)
    events = [
        *write.event("input_audio_buffer.cleared"),
        *write.event("input_audio_buffer.cleared"),
    ]
    assert [event["event_id"] for event in read(events)] == ["event_1", "event_2"]


def test_the_beta_version_has_other_names_and_fewer_events() -> None:
    write = Writer(beta=True)
    (audio,) = write.event("response.output_audio.delta", delta="")
    assert json.loads(audio)["type"] == "response.audio.delta"
    assert write.event("conversation.item.done") == []


@pytest.mark.parametrize("beta", [False, True])
def test_an_error_tells_what_it_is_about(beta: bool) -> None:
    mistake = RealtimeError("too loud", "loud", "audio")
    mistake.event_id = "mine"
    write = Writer(beta=beta)
    told = [
        *write.error(mistake),
        *write.error(ProtocolError("odd")),
        *write.failure("tts", "late"),
    ]
    assert [event["error"] for event in read(told, beta=beta)] == [
        {"type": "invalid_request_error", "code": "loud", "message": "too loud", "param": "audio",
         "event_id": "mine"},
        {"type": "invalid_request_error", "code": "protocol", "message": "odd", "param": None,
         "event_id": None},
        {"type": "server_error", "code": "tts", "message": "late", "param": None, "event_id": None},
    ]  # fmt: skip


@pytest.mark.parametrize("session", [SESSION, BETA])
def test_a_response_is_told_as_the_clients_version_knows_it(session: Session) -> None:
    response = Response(1, "item_1")
    write = Writer(beta=session.beta)
    told = write.event("response.created", response=response.described(session))
    assert read(told, beta=session.beta)[0]["response"]["output"] == []
    response.text, response.status = "Hello.", "cancelled"
    told = write.event("response.done", response=response.described(session))
    done = read(told, beta=session.beta)[0]["response"]
    assert done["status_details"] == {"type": "cancelled", "reason": "turn_detected"}
    (item,) = done["output"]
    assert item["status"] == "incomplete"
    kind = "audio" if session.beta else "output_audio"
    assert item["content"] == [{"type": kind, "transcript": "Hello."}]


def test_a_message_is_complete_unless_it_is_not() -> None:
    assert message("item_1", "user", [])["status"] == "completed"
