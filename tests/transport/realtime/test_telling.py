from __future__ import annotations

from typing import Any

import pytest
from realtime_events import kinds, read

from voice_agent.core.events import (
    Ended,
    Failed,
    Interrupted,
    Ready,
    Replied,
    SpeechStarted,
    SpeechStopped,
    Transcribed,
)
from voice_agent.transport.realtime.items import Writer
from voice_agent.transport.realtime.session import Session
from voice_agent.transport.realtime.telling import Telling

REPLY = [
    "response.created",
    "response.output_item.added",
    "conversation.item.added",
    "response.content_part.added",
    "response.output_audio_transcript.delta",
]
DONE = [
    "response.output_audio.done",
    "response.output_audio_transcript.done",
    "response.content_part.done",
    "conversation.item.done",
    "response.output_item.done",
    "response.done",
]


def telling(*, beta: bool = False) -> Telling:
    return Telling(Session(id="sess_1", model="bank", beta=beta), Writer(beta=beta))


def replied(text: str) -> Replied:
    return Replied(text=text, source="playbook")


def heard(text: str) -> Transcribed:
    return Transcribed(text=text, confidence=0.9)


def test_a_turn_is_speech_its_transcript_and_a_response() -> None:
    tell = telling()
    told = tell.event(SpeechStarted())
    tell.heard_ms = 1200.0
    told += tell.event(SpeechStopped())
    told += tell.event(heard("my balance"))
    told += tell.event(replied("Ten dollars."))
    told += tell.audio("AAAA", 20.0)
    told += tell.done("completed")
    events = read(told)
    assert kinds(events) == [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
        "conversation.item.input_audio_transcription.completed",
        *REPLY,
        "response.output_audio.delta",
        *DONE,
    ]
    assert {event["item_id"] for event in events[:3]} == {"item_1"}
    assert (events[0]["audio_start_ms"], events[1]["audio_end_ms"]) == (0, 1200)
    completed = events[5]
    assert (completed["transcript"], completed["usage"]["seconds"]) == ("my balance", 1.2)
    done = events[-1]["response"]
    assert done["status"] == "completed"
    assert done["output"][0]["content"][0]["transcript"] == "Ten dollars."


def test_every_event_of_the_beta_version_is_one_of_its_own() -> None:
    tell = telling(beta=True)
    events = (
        SpeechStarted(), SpeechStopped(), heard("hello"), replied("Hello."),
        Failed(code="tts", message="late"),
    )  # fmt: skip
    told = [message for event in events for message in tell.event(event)]
    told += tell.audio("AAAA", 20.0)
    told += tell.event(Interrupted(spoken=""))
    told += tell.typed("mine", "hi")
    found = kinds(read(told, beta=True))
    assert {"response.audio.delta", "response.audio_transcript.delta"} < set(found)
    assert "conversation.item.created" in found
    assert not any("output_audio" in kind for kind in found)


def test_what_an_llm_says_clause_by_clause_is_one_response() -> None:
    tell = telling()
    told = [*tell.event(replied("One.")), *tell.event(replied("Two.")), *tell.done("completed")]
    events = read(told)
    deltas = [event["delta"] for event in events if event["type"].endswith("transcript.delta")]
    assert deltas == ["One.", " Two."]
    assert kinds(events).count("response.created") == 1
    assert events[-1]["response"]["output"][0]["content"][0]["transcript"] == "One. Two."


def test_an_interruption_cancels_the_response_once_and_drops_audio_on_its_way() -> None:
    tell = telling()
    tell.event(replied("A long story."))
    events = read(tell.event(Interrupted(spoken="A long")))
    assert kinds(events) == DONE
    assert events[-1]["response"]["status_details"]["reason"] == "turn_detected"
    assert tell.event(Interrupted(spoken="A long")) == []
    assert tell.audio("AAAA", 20.0) == []
    assert kinds(read(tell.event(replied("Yes?")))) == REPLY
    assert kinds(read(tell.audio("AAAA", 20.0))) == ["response.output_audio.delta"]


def test_a_pause_within_a_turn_keeps_the_item() -> None:
    tell = telling()
    edges = (SpeechStarted(), SpeechStopped()) * 2
    told = [message for edge in edges for message in tell.event(edge)]
    assert [event["item_id"] for event in read(told)] == ["item_1"] * 4


def test_noise_without_words_is_no_item() -> None:
    tell = telling()
    tell.event(SpeechStarted())
    assert tell.event(heard("")) == []
    (again,) = read(tell.event(SpeechStarted()))
    assert again["item_id"] == "item_1"


def test_a_typed_turn_is_an_item_but_no_transcript_of_audio() -> None:
    tell = telling()
    added, done = read(tell.typed("mine", "my balance"))
    assert (added["type"], done["type"]) == ("conversation.item.added", "conversation.item.done")
    assert added["item"]["id"] == "mine"
    tell.expect("my balance")
    assert tell.event(heard("my balance")) == []
    assert "input_audio_buffer.committed" in kinds(read(tell.event(heard("my balance"))))


def test_items_follow_one_another() -> None:
    tell = telling()
    told = [
        *tell.event(replied("Hello.")),
        *tell.typed(None, "hi"),
        *tell.event(heard("my balance")),
    ]
    added = [event for event in read(told) if event["type"] == "conversation.item.added"]
    order: list[Any] = [(event["item"]["id"], event["previous_item_id"]) for event in added]
    assert order == [("item_1", None), ("item_2", "item_1"), ("item_3", "item_2")]


@pytest.mark.parametrize(
    "event", [Ready(), Ended(reason="completed"), Failed(code="protocol", message="odd")]
)
def test_what_has_no_counterpart_is_not_told(event: Any) -> None:
    assert telling().event(event) == []


def test_the_end_of_the_call_completes_the_response() -> None:
    tell = telling()
    tell.event(replied("Goodbye."))
    assert kinds(read(tell.event(Ended(reason="completed")))) == DONE


def test_our_own_failures_are_server_errors() -> None:
    (error,) = read(telling().event(Failed(code="tts", message="late")))
    assert (error["error"]["type"], error["error"]["code"]) == ("server_error", "tts")


def test_no_more_than_the_last_replies_are_remembered() -> None:
    tell = telling()
    for _ in range(100):
        tell.event(replied("Yes."))
        tell.done("completed")
    assert len(tell.replies) < 50
