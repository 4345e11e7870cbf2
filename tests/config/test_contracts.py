"""An engine that cannot fill its stage is refused when it is loaded."""

from __future__ import annotations

import pytest

from voice_agent.config.contracts import METHODS, misfit
from voice_agent.config.registry import ENGINES
from voice_agent.core.engines import EngineInfo


class Voice:
    def __init__(self, *languages: str) -> None:
        self.info = EngineInfo("voice", languages=languages)

    async def stream(self, text: str) -> None: ...


def test_every_stage_with_engines_has_a_contract() -> None:
    assert METHODS.keys() == ENGINES.keys()


@pytest.mark.parametrize("stage", ["tts", "llm"])
def test_an_engine_has_one_method_of_the_contract(stage: str) -> None:
    assert misfit(stage, Voice(), "en") is None


def test_an_engine_without_the_methods_of_its_stage_is_named() -> None:
    expected = "made a Voice, which has no method 'transcribe' or 'session'"
    assert misfit("stt", Voice(), "en") == expected
    assert misfit("slm", None, "en") == "made a NoneType, which has no method 'read'"


@pytest.mark.parametrize("known", [(), ("en",), ("de", "en"), ("en-GB",), ("EN_us",)])
def test_an_engine_knows_the_language_or_does_not_say(known: tuple[str, ...]) -> None:
    assert misfit("tts", Voice(*known), "en") is None


@pytest.mark.parametrize("known", [("de", "fr-CA"), ("eng",)])
def test_an_engine_for_other_languages_is_refused(known: tuple[str, ...]) -> None:
    expected = f"knows {', '.join(known)}; the language of the playbook is en"
    assert misfit("tts", Voice(*known), "en") == expected
