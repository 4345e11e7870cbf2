from __future__ import annotations

from voice_agent.pipeline.services.engine_info import info
from voice_agent.pipeline.services.spec import read_spec


def test_an_engine_is_named_by_its_class_and_is_not_local() -> None:
    arguments = {"api_key": "k", "settings": {"language": "de"}}
    described = info(read_spec("stt", "cartesia.stt.CartesiaSTTService", arguments), streaming=True)
    assert described.name == "CartesiaSTTService"
    assert described.version.startswith("pipecat 1.")
    assert described.languages == ("de",)
    assert described.streaming
    assert not described.local


def test_languages_are_left_open_when_the_settings_say_none() -> None:
    spec = read_spec("llm", "openai.llm.OpenAILLMService", {"api_key": "k"})
    assert info(spec, streaming=False).languages == ()
