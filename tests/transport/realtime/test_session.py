from __future__ import annotations

from typing import Any

import pytest
from openai.types.beta.realtime.session import Session as BetaSession
from openai.types.realtime.realtime_session_create_request import RealtimeSessionCreateRequest

from voice_agent.transport.realtime.errors import RealtimeError
from voice_agent.transport.realtime.formats import PCM, PCMA, PCMU
from voice_agent.transport.realtime.session import Session, updated

SESSION = Session(id="sess_1", model="bank")
BETA = Session(id="sess_1", model="gpt-realtime", beta=True)


def test_a_session_is_told_as_the_clients_version_knows_it() -> None:
    RealtimeSessionCreateRequest.model_validate(SESSION.described())
    BetaSession.model_validate(BETA.described())
    assert SESSION.described()["audio"]["input"]["format"] == {"type": "audio/pcm", "rate": 24000}
    assert BETA.described()["input_audio_format"] == "pcm16"


def test_formats_are_applied_each_way() -> None:
    wanted = {"audio": {"input": {"format": {"type": "audio/pcmu"}},
                        "output": {"format": {"type": "audio/pcma"}}}}  # fmt: skip
    session, problem = updated(SESSION, {"type": "realtime", **wanted})
    assert (session.hears, session.says, problem) == (PCMU, PCMA, None)
    output = session.described()["audio"]["output"]
    assert output["format"] == {"type": "audio/pcma"}
    again, _ = updated(session, {"audio": {"input": {"format": {"type": "audio/pcm"}}}})
    assert (again.hears, again.says) == (PCM, PCMA)


def test_the_beta_names_of_formats() -> None:
    wanted = {"input_audio_format": "g711_alaw", "output_audio_format": "g711_ulaw"}
    session, problem = updated(BETA, wanted)
    assert (session.hears, session.says, problem) == (PCMA, PCMU, None)


@pytest.mark.parametrize(
    ("wanted", "param", "says"),
    [
        (None, "session", "object"),
        ([], "session", "object"),
        ({"type": "transcription"}, "session.type", "realtime"),
        ({"audio": {"input": {"format": {"type": "audio/opus"}}}}, "session.audio.input.format",
         "audio/pcm, audio/pcmu, audio/pcma"),
        ({"audio": {"output": {"format": "pcm16"}}}, "session.audio.output.format", "type"),
        ({"audio": {"output": {"format": {"type": "audio/pcm", "rate": 16000}}}},
         "session.audio.output.format", "24000"),
        ({"audio": {"output": {"format": {"type": ["x"]}}}}, "session.audio.output.format", "type"),
        ({"input_audio_format": "mp3"}, "session.input_audio_format", "pcm16, g711_ulaw"),
        ({"output_audio_format": {}}, "session.output_audio_format", "pcm16, g711_ulaw"),
    ],
)  # fmt: skip
def test_a_format_that_is_not_spoken_is_refused(wanted: Any, param: str, says: str) -> None:
    with pytest.raises(RealtimeError, match=says) as caught:
        updated(SESSION, wanted)
    assert caught.value.param == param


@pytest.mark.parametrize(
    "wanted",
    [
        {"instructions": "Be kind."},
        {"tools": [{"type": "function", "name": "f"}]},
        {"tool_choice": "required"},
        {"voice": "alloy"},
        {"modalities": ["text"]},
        {"output_modalities": ["text"]},
        {"prompt": {"id": "p1"}},
        {"turn_detection": None},
        {"turn_detection": {"type": "server_vad", "create_response": False}},
        {"audio": {"output": {"voice": "marin"}}},
        {"audio": {"output": {"speed": 1.5}}},
        {"audio": {"input": {"turn_detection": None}}},
        {"audio": {"input": {"turn_detection": {"interrupt_response": False}}}},
    ],
)
def test_what_does_not_apply_is_named_and_the_rest_is_applied(wanted: dict[str, Any]) -> None:
    session, problem = updated(SESSION, {**wanted, "input_audio_format": "g711_ulaw"})
    assert session.hears is PCMU
    assert problem is not None
    assert problem.error_code == "unsupported_parameter"
    path = str(problem.param)
    assert path in str(problem)
    assert path.split(".")[1] in wanted


def test_several_that_do_not_apply_are_one_error_that_names_all() -> None:
    _, problem = updated(SESSION, {"voice": "alloy", "instructions": "Be kind.", "secret-0815": 1})
    assert problem is not None
    for name in (
        "session.voice",
        "session.instructions",
        "a field that the protocol does not have",
    ):
        assert name in str(problem)
    assert "secret" not in str(problem)
    assert "kind" not in str(problem)


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"instructions": "", "tools": [], "tool_choice": "auto", "voice": None},
        {"modalities": ["audio", "text"], "temperature": 0.8, "max_response_output_tokens": "inf"},
        {"output_modalities": ["audio"], "model": "gpt-realtime", "tracing": None},
        {"turn_detection": {"type": "server_vad", "threshold": 0.5, "silence_duration_ms": 200}},
        {"audio": {"input": {"turn_detection": {"type": "semantic_vad", "eagerness": "low"},
                             "transcription": {"model": "whisper-1"},
                             "noise_reduction": {"type": "near_field"}}}},
        {"input_audio_transcription": {"model": "whisper-1"}},
    ],
)  # fmt: skip
def test_what_is_so_anyway_is_answered_with_what_is_in_force(wanted: dict[str, Any]) -> None:
    session, problem = updated(SESSION, wanted)
    assert problem is None
    assert session.described() == SESSION.described()
