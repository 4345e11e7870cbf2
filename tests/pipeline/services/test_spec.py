from __future__ import annotations

from typing import Any

import pytest
from pipecat.services.cartesia.tts import CartesiaTTSService, GenerationConfig
from pipecat.services.tts_service import TextAggregationMode

from voice_agent.core.errors import ConfigError
from voice_agent.pipeline.services.spec import check_spec, read_spec

CARTESIA = "cartesia.tts.CartesiaTTSService"
OPENAI = "openai.stt.OpenAISTTService"


@pytest.mark.parametrize(
    ("service", "arguments", "problem"),
    [
        (CARTESIA, {"api_key": "k", "settings": {"voice": "v"}}, None),
        (CARTESIA, {"api_key_env": "KEY"}, None),
        (CARTESIA, {"api_key": "${KEY}", "max_buffer_delay_ms": "${DELAY}"}, None),
        (CARTESIA, {}, "args.api_key: missing; CartesiaTTSService needs it. Give it, or name"),
        (CARTESIA, {"api_key_env": 3}, "args.api_key_env: expected str"),
        (
            CARTESIA,
            {"api_key": "k", "max_buffer_delay_ms": "x"},
            "args.max_buffer_delay_ms: expected int, got 'x'",
        ),
        (CARTESIA, {"api_key": 123456}, "args.api_key: expected str, got a secret"),
        (
            CARTESIA,
            {"api_key": "k", "text_aggregation_mode": "word"},
            "expected 'sentence' or 'token', got 'word'",
        ),
        (CARTESIA, {"api_key": "k", "voice": "v"}, "takes it as args.settings.voice"),
        (CARTESIA, {"api_key": "k", "voice_id": "v"}, "takes it as args.settings.voice"),
        (CARTESIA, {"api_key": "k", "voce": "v"}, "args.voce: unknown argument of Cartesia"),
        (CARTESIA, {"api_key": "k", "params": {}}, "args.params: unknown argument of Cartesia"),
        (CARTESIA, {"api_key": "k", "name": "x"}, "args.name: unknown argument of Cartesia"),
        (CARTESIA, {"api_key": "k", "settings": 3}, "args.settings: expected keys and values"),
        (
            CARTESIA,
            {"api_key": "k", "settings": {"vioce": "v"}},
            "args.settings.vioce: unknown setting of CartesiaTTSService; known: extra, generation",
        ),
        (
            CARTESIA,
            {"api_key": "k", "settings": {"voice": 3}},
            "args.settings.voice: expected str, got 3",
        ),
        (
            CARTESIA,
            {"api_key": "k", "settings": {"language": False}},
            "args.settings.language: expected Language or str, got False",
        ),
        ("nowhere.tts.X", {}, "engine: no module 'nowhere'"),
    ],
)
def test_a_problem_names_the_key_and_what_is_accepted(
    service: str, arguments: dict[str, Any], problem: str | None
) -> None:
    found = check_spec("tts", service, arguments)
    if problem is None:
        assert found is None
        return
    assert found is not None
    assert problem in found
    assert "\n" not in found
    with pytest.raises(ConfigError, match=r"^stages\.tts\."):
        read_spec("tts", service, arguments)


def test_what_is_known_leaves_out_what_a_file_cannot_hold_and_what_is_deprecated() -> None:
    problem = check_spec("stt", OPENAI, {"modul": "x"})
    assert problem is not None
    known = problem.partition("known: ")[2].split(", ")
    assert {"settings", "api_key", "base_url"} <= {*known}
    assert not {"model", "language", "prompt", "http_client", "params", "self"} & {*known}


def test_values_get_the_types_that_the_class_wants() -> None:
    spec = read_spec(
        "tts",
        CARTESIA,
        {
            "api_key": "k",
            "text_aggregation_mode": "token",
            "settings": {"voice_id": "v", "generation_config": {"speed": 1.1}},
        },
    )
    assert spec.arguments["text_aggregation_mode"] is TextAggregationMode.TOKEN
    assert spec.settings == {"voice": "v", "generation_config": GenerationConfig(speed=1.1)}
    service = spec.make()
    assert isinstance(service, CartesiaTTSService)
    assert service.settings.voice == "v"
    assert service.settings.model == "sonic-3.6"


def test_secrets_come_from_the_environment_and_are_not_shown() -> None:
    environment = {"CARTESIA": "key-0123456789", "VOICE": "v", "EMPTY": ""}
    spec = read_spec(
        "tts",
        CARTESIA,
        {
            "api_key_env": "CARTESIA",
            "url": "ws://${HOST:-127.0.0.1}/tts",
            "extra_headers": {"X-Tenant": "${VOICE}"},
            "settings": {"voice": "${VOICE}", "model": "${EMPTY:-sonic}"},
        },
        environment,
    )
    assert spec.arguments["api_key"] == "key-0123456789"
    assert spec.arguments["url"] == "ws://127.0.0.1/tts"
    assert spec.arguments["extra_headers"] == {"X-Tenant": "v"}
    assert spec.settings == {"voice": "v", "model": "sonic"}
    assert "0123456789" not in repr(spec)
    assert "0123456789" not in spec.fingerprint


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        ({"api_key_env": "NO_SUCH_KEY"}, "api_key_env"),
        ({"api_key": "${NO_SUCH_KEY}"}, "api_key"),
        ({"api_key": "k", "settings": {"voice": "${NO_SUCH_KEY}"}}, "settings.voice"),
        ({"api_key": "k", "extra_headers": {"X": "${NO_SUCH_KEY}"}}, "extra_headers.X"),
    ],
)
def test_a_variable_that_is_not_set_is_one_line(arguments: dict[str, Any], key: str) -> None:
    expected = f"^stages.tts.args.{key}: the environment variable NO_SUCH_KEY is not set"
    with pytest.raises(ConfigError, match=expected):
        read_spec("tts", CARTESIA, arguments, {})


def test_a_variable_of_the_wrong_type_is_said_without_its_value() -> None:
    arguments = {"api_key": "k", "max_buffer_delay_ms": "${DELAY}"}
    assert (
        read_spec("tts", CARTESIA, arguments, {"DELAY": "5"}).arguments["max_buffer_delay_ms"] == 5
    )
    with pytest.raises(ConfigError, match=r"args\.max_buffer_delay_ms: expected int"):
        read_spec("tts", CARTESIA, arguments, {"DELAY": "soon"})


def test_what_the_class_refuses_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    spec = read_spec("stt", OPENAI, {})
    with pytest.raises(ConfigError, match=r"^stages\.stt\.args: OpenAISTTService cannot be made"):
        spec.make()


def test_a_spec_is_tried_before_the_first_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ConfigError, match="cannot be made"):
        read_spec("stt", OPENAI, {}).tried()
    spec = read_spec("tts", CARTESIA, {"api_key": "k"}).tried()
    first, second = spec.make(), spec.make()
    assert first is not second
    # A class that wants a session cannot use the instance that was made without one.
    wants = read_spec("tts", "deepgram.tts.DeepgramHttpTTSService", {"api_key": "k"}).tried()
    session = object()
    assert vars(wants.make(session))["_session"] is session


def test_instances_do_not_share_their_settings() -> None:
    arguments = {"api_key": "k", "settings": {"extra": {"a": 1}}}
    spec = read_spec("stt", OPENAI, arguments)
    first, second = spec.make(), spec.make()
    first.settings.extra["a"] = 2
    assert second.settings.extra["a"] == 1


def test_a_class_that_wants_an_http_session_says_so() -> None:
    wants = read_spec("tts", "deepgram.tts.DeepgramHttpTTSService", {"api_key": "k"})
    assert wants.needs_session
    assert not read_spec("tts", CARTESIA, {"api_key": "k"}).needs_session
