from __future__ import annotations

import inspect
import sys
import types
from collections.abc import AsyncGenerator
from enum import Enum
from pathlib import Path
from typing import Any, Literal

import pytest
from pipecat.frames.frames import Frame
from pipecat.services.cartesia.tts import CartesiaTTSService, GenerationConfig
from pipecat.services.openai.stt import OpenAIRealtimeSTTService, OpenAISTTService
from pipecat.services.stt_service import STTService
from pipecat.transcriptions.language import Language
from pipecat.utils.types import NotGiven
from pydantic import ValidationError

from voice_agent.core.errors import ConfigError
from voice_agent.pipeline.services.classes import (
    converted,
    find_class,
    fits,
    listed,
    own_parameters,
    parameters,
    said,
    settings_aliases,
    settings_class,
    settings_fields,
)


class OwnSttService(STTService):
    """A service of somebody else's package."""

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        yield None


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("own_package")
    module.OwnSttService = OwnSttService  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "own_package", module)


@pytest.mark.parametrize(
    "service",
    [
        "openai.stt.OpenAISTTService",
        "openai.stt:OpenAISTTService",
        "pipecat.services.openai.stt.OpenAISTTService",
    ],
)
def test_a_class_is_found_below_pipecats_services_or_by_its_whole_path(service: str) -> None:
    assert find_class("stt", service) is OpenAISTTService


@pytest.mark.usefixtures("package")
def test_a_class_of_another_package_is_found() -> None:
    assert find_class("stt", "own_package.OwnSttService") is OwnSttService
    assert find_class("stt", "own_package:OwnSttService") is OwnSttService


@pytest.mark.parametrize(
    ("service", "problem"),
    [
        ("OpenAISTTService", "'OpenAISTTService' is not a class path"),
        ("opena.stt.X", "no module 'opena', neither below .*; did you mean openai"),
        ("zzzz.stt.X", "no module 'zzzz', neither below pipecat.services nor by itself$"),
        ("openai.tss.X", "no module 'tss' in pipecat.services.openai; known: .*realtime.* stt"),
        ("openai.stt.X", "'X' is not there; known: OpenAIRealtimeSTTService, OpenAISTTService"),
        ("openai.tts.OpenAITTSService", "is not a pipecat STT service; known: none"),
        ("json.JSONDecoder", "json: 'JSONDecoder' is not a pipecat STT service; known: none"),
    ],
)
def test_a_wrong_path_is_one_line_that_says_what_there_is(service: str, problem: str) -> None:
    with pytest.raises(ConfigError, match=problem) as caught:
        find_class("stt", service)
    assert "\n" not in str(caught.value)


def test_a_missing_package_is_named_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "needs_much.py").write_text("import a_package_nobody_has\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ConfigError, match=r"needs_much cannot be imported: .*a_package_nobody_has"):
        find_class("stt", "needs_much.X")
    monkeypatch.setitem(sys.modules, "deepgram", None)
    monkeypatch.delitem(sys.modules, "pipecat.services.deepgram.stt", raising=False)
    with pytest.raises(ConfigError, match=r"install it: pip install 'pipecat-ai\[deepgram\]'"):
        find_class("stt", "deepgram.stt.DeepgramSTTService")


def test_a_constructor_takes_what_the_classes_above_take() -> None:
    known = parameters(OpenAISTTService)
    assert {"base_url", "include_prob_metrics", "trailing_silence_secs", "audio_passthrough"} <= {
        *known
    }
    assert "self" not in known
    assert known["base_url"].annotation == str | None
    assert parameters(OpenAIRealtimeSTTService)["api_key"].default is inspect.Parameter.empty
    assert "audio_passthrough" not in own_parameters(OpenAISTTService)
    assert "base_url" in own_parameters(OpenAISTTService)


def test_settings_have_types_also_where_pipecat_hides_some() -> None:
    fields = settings_fields(CartesiaTTSService)
    assert {"model", "voice", "language", "generation_config", "extra"} <= {*fields}
    assert fits(fields["voice"], "v")
    assert not fits(fields["voice"], 3)
    assert settings_aliases(CartesiaTTSService) == {"voice_id": "voice"}
    assert settings_class(CartesiaTTSService) is CartesiaTTSService.Settings
    assert settings_class(OwnSttService).__name__ == "ServiceSettings"


def test_values_become_what_the_class_wants() -> None:
    generation = settings_fields(CartesiaTTSService)["generation_config"]
    assert converted(generation, {"speed": 1.1}) == GenerationConfig(speed=1.1)
    assert converted(int | None, 3) == 3
    assert converted(Any, object) is object
    with pytest.raises(ValidationError):
        converted(generation, {"speed": "fast"})
    assert converted("NotDefinedAnywhere", 3) == 3
    assert converted(GenerationConfig, {"speed": 1.1}) == GenerationConfig(speed=1.1)


class _Colour(Enum):
    RED = "red"
    BLUE = "blue"


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        (str, "str"),
        (str | None, "str"),
        (Language | str | None | NotGiven, "Language or str"),
        (_Colour, "'red' or 'blue'"),
        (Literal["a", "b"] | None, "'a' or 'b'"),
        (list[str], "list"),
    ],
)
def test_a_type_can_be_said(annotation: Any, words: str) -> None:
    assert said(annotation) == words


def test_names_are_listed_once() -> None:
    assert listed(["a", "b", "a"]) == "a, b"
    assert listed([]) == "none"
