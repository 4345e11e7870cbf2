from __future__ import annotations

import base64
import json
from random import Random
from typing import Any

import pytest
from realtime_events import kinds, read

from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import Replied
from voice_agent.transport.base import Audio, Hangup, Interrupt, Key, Text
from voice_agent.transport.realtime.codec import COMMIT_S, RealtimeCodec, Received
from voice_agent.transport.realtime.errors import RealtimeError
from voice_agent.transport.realtime.session import Session

SECRET = "secret-0815"


def codec(*, beta: bool = False) -> RealtimeCodec:
    return RealtimeCodec(Session(id="sess_1", model="bank", beta=beta))


def send(to: RealtimeCodec, type_: str, **fields: Any) -> Received:
    return to.receive(json.dumps({**fields, "type": type_}))


def append(to: RealtimeCodec, audio: bytes) -> Received:
    return send(to, "input_audio_buffer.append", audio=base64.b64encode(audio).decode())


def item(text: Any, **fields: Any) -> dict[str, Any]:
    content = [{"type": "input_text", "text": text}]
    return {"type": "message", "role": "user", "content": content, **fields}


def replying(text: str = "A long story.") -> RealtimeCodec:
    to = codec()
    to.event(Replied(text=text, source="playbook"))
    to.audio(bytes(48000))
    return to


def test_the_session_is_told_first() -> None:
    (created,) = read(codec().created())
    assert created["type"] == "session.created"
    assert created["session"]["id"] == "sess_1"


def test_audio_becomes_16_khz() -> None:
    to = codec()
    received = [append(to, bytes(960)).message for _ in range(50)]
    pcm = b"".join(one.pcm for one in received if isinstance(one, Audio))
    assert len(pcm) == pytest.approx(32000, abs=200)


def test_the_format_may_change_in_the_call() -> None:
    to = codec()
    side = {"format": {"type": "audio/pcmu"}}
    received = send(to, "session.update", session={"audio": {"input": side, "output": side}})
    assert kinds(read(received.answers)) == ["session.updated"]
    sound = append(to, b"\xff" * 160).message
    assert isinstance(sound, Audio)
    assert len(sound.pcm) == pytest.approx(640, abs=100)
    to.event(Replied(text="Hello.", source="playbook"))
    (delta,) = read(to.audio(bytes(960)))
    assert len(base64.b64decode(delta["delta"])) == pytest.approx(160, abs=20)


def test_the_line_has_the_rate_of_the_format_with_which_the_call_begins() -> None:
    to = codec()
    assert to.begin() == 24000
    send(to, "session.update", session={"output_audio_format": "g711_ulaw"})
    assert to.begin() == 8000


def test_settings_that_do_not_apply_are_a_problem_of_a_session_that_is_updated() -> None:
    received = send(codec(), "session.update", event_id="e1", session={"instructions": SECRET})
    assert kinds(read(received.answers)) == ["session.updated"]
    assert received.problem is not None
    assert (received.problem.param, received.problem.event_id) == ("session.instructions", "e1")


def test_a_commit_is_a_silence_that_ends_the_turn() -> None:
    to = codec()
    with pytest.raises(RealtimeError) as caught:
        send(to, "input_audio_buffer.commit")
    assert caught.value.error_code == "input_audio_buffer_commit_empty"
    append(to, bytes(960))
    assert send(to, "input_audio_buffer.commit").message == Audio(bytes(int(32000 * COMMIT_S)))
    with pytest.raises(RealtimeError):
        send(to, "input_audio_buffer.commit")


def test_clear_is_answered() -> None:
    received = send(codec(), "input_audio_buffer.clear")
    assert kinds(read(received.answers)) == ["input_audio_buffer.cleared"]
    assert received.message is None


def test_typed_items_are_a_turn_once_a_response_is_asked_for() -> None:
    to = codec()
    first = send(to, "conversation.item.create", item=item("my balance", id="mine"))
    assert first.message is None
    assert read(first.answers)[0]["item"]["id"] == "mine"
    send(to, "conversation.item.create", item=item("please"))
    assert send(to, "response.create").message == Text("my balance please")
    assert send(to, "response.create", response={}).message is None, "the greeting is to come"


def test_a_response_that_nobody_needs_is_refused() -> None:
    to = replying()
    with pytest.raises(RealtimeError) as caught:
        send(to, "response.create")
    assert caught.value.error_code == "conversation_already_has_active_response"
    to.said()
    with pytest.raises(RealtimeError) as caught:
        send(to, "response.create")
    assert caught.value.error_code == "no_input"


def test_a_response_has_no_instructions_of_its_own() -> None:
    with pytest.raises(RealtimeError, match=r"response\.instructions") as caught:
        send(codec(), "response.create", response={"instructions": SECRET})
    assert caught.value.param == "response.instructions"


def test_cancel_stops_the_agent() -> None:
    to = replying()
    received = send(to, "response.cancel", response_id="resp_1")
    assert received.message == Interrupt()
    done = read(received.answers)[-1]["response"]
    assert done["status_details"] == {"type": "cancelled", "reason": "client_cancelled"}
    assert to.audio(bytes(960)) == []
    with pytest.raises(RealtimeError) as caught:
        send(to, "response.cancel")
    assert caught.value.error_code == "response_cancel_not_active"


def test_truncate_stops_a_reply_that_is_being_said() -> None:
    received = send(replying(), "conversation.item.truncate",
                    item_id="item_1", content_index=0, audio_end_ms=400)  # fmt: skip
    assert received.message == Interrupt()
    assert read(received.answers)[-1] == {
        "type": "conversation.item.truncated", "event_id": read(received.answers)[-1]["event_id"],
        "item_id": "item_1", "content_index": 0, "audio_end_ms": 400,
    }  # fmt: skip


def test_truncate_of_a_reply_that_is_over_is_confirmed() -> None:
    to = replying()
    to.said()
    received = send(to, "conversation.item.truncate", item_id="item_1", audio_end_ms=1000)
    assert (received.message, kinds(read(received.answers))) == (
        None, ["conversation.item.truncated"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"item_id": "item_9", "audio_end_ms": 1}, "item_id"),
        ({"item_id": ["item_1"], "audio_end_ms": 1}, "item_id"),
        ({"item_id": "item_1"}, "audio_end_ms"),
        ({"item_id": "item_1", "audio_end_ms": -1}, "audio_end_ms"),
        ({"item_id": "item_1", "audio_end_ms": True}, "audio_end_ms"),
        ({"item_id": "item_1", "audio_end_ms": 1001}, "audio_end_ms"),
    ],
)
def test_truncate_elsewhere_is_refused(fields: dict[str, Any], param: str) -> None:
    with pytest.raises(RealtimeError) as caught:
        send(replying(), "conversation.item.truncate", **fields)
    assert caught.value.param == param


def test_keys_and_the_end_are_additions_to_the_protocol() -> None:
    assert send(codec(), "input_audio_buffer.dtmf", event="#").message == Key("#")
    assert send(codec(), "session.close").message == Hangup()
    with pytest.raises(ProtocolError, match="0-9"):
        send(codec(), "input_audio_buffer.dtmf", event=5)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"\x00\x01", "invalid_value"),
        ("", "invalid_json"),
        ("{", "invalid_json"),
        ("[1]", "invalid_json"),
        ("7", "invalid_json"),
        ("[" * 60000, "invalid_json"),
        ("{}", "unknown_event"),
        (f'{{"type": "{SECRET}"}}', "unknown_event"),
        ('{"type": {}}', "unknown_event"),
        ('{"type": "output_audio_buffer.clear"}', "unknown_event"),
        ('{"type": "session.update"}', "invalid_value"),
        ('{"type": "input_audio_buffer.append"}', "invalid_base64"),
        ('{"type": "input_audio_buffer.append", "audio": "secret-0815"}', "invalid_base64"),
        ('{"type": "conversation.item.create"}', "unsupported_parameter"),
        ('{"type": "conversation.item.create", "item": {"type": "function_call_output"}}',
         "unsupported_parameter"),
        ('{"type": "response.create", "response": 7}', "invalid_value"),
    ],
)  # fmt: skip
def test_bad_events_are_named_and_survived(message: str | bytes, code: str) -> None:
    to = codec()
    with pytest.raises(RealtimeError) as caught:
        to.receive(message)
    assert caught.value.error_code == code
    assert SECRET not in str(caught.value)
    read(to.error(caught.value))
    assert append(to, bytes(960)).message is not None


def test_events_at_random_are_obeyed_or_refused_and_nothing_else() -> None:
    random, to = Random(5), codec()
    types = [*to._handlers, "sing"]
    fields = ["session", "audio", "item", "item_id", "audio_end_ms", "event", "response",
              "response_id", "event_id", "type", "role", "content", "text", "input", "output",
              "format", "rate", "voice", "tools", "input_audio_format"]  # fmt: skip
    leaves = [None, True, 0, -1, 1e308, float("nan"), "", "realtime", "message", "user",
              "input_text", "audio/pcmu", "pcm16", "item_1", "AAAA", "x" * 3000,
              "\ud800", [], {}]  # fmt: skip

    def value(depth: int) -> Any:
        if not depth or random.random() < 0.5:
            return random.choice(leaves)
        if random.random() < 0.3:
            return [value(depth - 1) for _ in range(2)]
        return {random.choice(fields): value(depth - 1) for _ in range(4)}

    obeyed = 0
    for _ in range(500):
        more = {random.choice(fields[:9]): value(4) for _ in range(3)}
        try:
            read(send(to, random.choice(types), **more).answers)
            obeyed += 1
        except ProtocolError as error:
            read(to.error(error))
        if random.random() < 0.05:
            to.event(Replied(text="Hello.", source="playbook"))
    assert obeyed > 20


@pytest.mark.parametrize(
    ("content", "param"),
    [
        (item("hi", role="system"), "item.role"),
        (item("hi", role="assistant"), "item.role"),
        (item("hi", content=[{"type": "input_audio", "audio": "AAAA"}]), "item.content"),
        (item("hi", content=[7]), "item.content"),
        (item("hi", content=None), "item.content"),
        (item("  "), "item.content"),
        (item(7), "item.content"),
        (item("x" * 2001), "item.content"),
        (item("\ud800"), "item.content"),
    ],
)
def test_items_that_nobody_typed_are_refused(content: dict[str, Any], param: str) -> None:
    with pytest.raises(RealtimeError) as caught:
        send(codec(), "conversation.item.create", item=content)
    assert caught.value.param == param


def test_typed_items_do_not_pile_up() -> None:
    to = codec()
    send(to, "conversation.item.create", item=item("x" * 1500))
    with pytest.raises(RealtimeError, match="in all"):
        send(to, "conversation.item.create", item=item("x" * 500))


def test_an_error_has_the_clients_name_of_its_event() -> None:
    for given, named in (("e1", "e1"), ("x" * 65, None), (7, None), ("", None)):
        with pytest.raises(RealtimeError) as caught:
            send(codec(), "sing", event_id=given)
        assert caught.value.event_id == named
