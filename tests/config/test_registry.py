from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from fakes import playbook

from voice_agent.config.load import load_pipeline
from voice_agent.config.models import ModelStore
from voice_agent.config.registry import (
    ENGINES,
    FAMILIES,
    EngineContext,
    check_engine,
    factory,
    known_engines,
    make_engine,
    make_stage,
)
from voice_agent.config.schema import StageConfig
from voice_agent.core.errors import ConfigError, ModelError

FILE = """
from voice_agent.core.errors import ConfigError, ModelError

class Engine:
    def __init__(self, url: str = "none", *, words: tuple[str, ...] = ()):
        self.given = (url, words)

    def transcribe(self, audio, rate_hz): ...

def make(context, *, size: int):
    return context.folder, size

def plain(context):
    return context

def unlucky(context):
    raise ValueError("no GPU\\nat all")

def picky(context):
    raise ConfigError("args.size: expected 1 to 9, got 10")

def no_model(context):
    raise ModelError("no model: train one")

def service(context, *, uri: str, more: int = 0):
    return uri, more

number = 7
"""


@pytest.fixture
def context(tmp_path: Path) -> EngineContext:
    """The context of a pipeline file with a module beside it."""
    (tmp_path / "own.py").write_text(FILE)
    return EngineContext(playbook=playbook(), models=cast(ModelStore, None), folder=tmp_path)


def made(context: EngineContext, engine: str, **arguments: Any) -> Any:
    return make_engine("stt", engine, arguments, context)


def problem(context: EngineContext, engine: str, stage: str = "stt", **arguments: Any) -> str:
    found = check_engine(stage, engine, arguments, context.folder)
    assert found is not None
    assert "\n" not in found
    with pytest.raises(ConfigError) as caught:
        make_engine(stage, engine, arguments, context)
    assert str(caught.value) == f"stages.{stage}.{found}"
    return found


@pytest.mark.parametrize(
    ("stage", "engine"),
    [
        (stage, name)
        for stage, names in ENGINES.items()
        for name, path in names.items()
        if "wyoming" not in path
    ],
)
def test_built_in_engines_need_no_arguments(stage: str, engine: str) -> None:
    assert check_engine(stage, engine, {}) is None


def test_a_file_beside_the_pipeline_file(context: EngineContext) -> None:
    assert made(context, "own.py:make", size=3) == (context.folder, 3)
    engine = made(context, "own.py:Engine", url="u", words=["a"])
    assert engine.given == ("u", ("a",))


def test_an_entry_point(context: EngineContext, monkeypatch: pytest.MonkeyPatch) -> None:
    info = context.folder / "own_engines-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: own-engines\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[voice_agent.stt]\nlucky = own:make\nbroken = own:none\nnumber = own:number\n"
        "whisper = own:make\n"
    )
    monkeypatch.syspath_prepend(str(context.folder))
    assert made(context, "lucky", size=4) == (context.folder, 4)
    assert "lucky, number, whisper, wyoming, pipecat:..., " in known_engines("stt")
    assert problem(context, "broken").startswith(
        "engine: 'broken' of package 'own-engines' (own:none) cannot be loaded: AttributeError"
    )
    assert problem(context, "number") == (
        "engine: 'number' is of type int; expected a function or a class"
    )
    assert factory("stt", "whisper").__module__ == "voice_agent.stt.whisper", "ours comes first"


def test_environment_variables_are_filled_in(
    context: EngineContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOORS_URL", "https://here")
    monkeypatch.setenv("DOORS_SIZE", "12")
    assert made(context, "own.py:Engine", url="${DOORS_URL}/x").given == ("https://here/x", ())
    assert made(context, "own.py:make", size="${DOORS_SIZE}") == (context.folder, 12)
    with pytest.raises(ConfigError, match=r"stages\.stt\.args\.url: the environment variable NO_S"):
        made(context, "own.py:Engine", url="${NO_SUCH_URL}")
    monkeypatch.setenv("DOORS_SIZE", "s3cret")
    with pytest.raises(ConfigError, match=r"stages\.stt\.args\.size: expected int") as caught:
        made(context, "own.py:make", size="${DOORS_SIZE}")
    assert "s3cret" not in str(caught.value)


def test_mistakes_say_what_is_accepted(context: EngineContext) -> None:
    assert problem(context, "wihsper").startswith(
        "engine: unknown engine 'wihsper'; known: whisper, wyoming, pipecat:..., wyoming:..., "
        "package.module:name, or file.py:name beside this file"
    )
    assert problem(context, "none.py:make") == f"engine: {context.folder / 'none.py'}: no such file"
    assert problem(context, "own.py:none").endswith(
        "has no 'none'; it has: Engine, make, no_model, picky, plain, service, unlucky"
    )
    assert problem(context, "own.py:number").endswith("expected a function or a class")
    assert problem(context, "no_such_package:make").startswith("engine: no module 'no_such_pack")
    assert problem(context, "own.py:make").startswith("args.size: missing; engine 'own.py:make'")
    assert problem(context, "own.py:make", size="3") == "args.size: expected int, got '3'"
    assert problem(context, "pipecat:any.Service", "vad").startswith(
        "engine: 'pipecat:any.Service' cannot fill this stage; known: silero, webrtc, "
    )


def test_a_factory_that_fails_is_one_line(context: EngineContext) -> None:
    expected = "^stages.stt.engine: 'own.py:unlucky' cannot be made: ValueError: no GPU$"
    with pytest.raises(ConfigError, match=expected):
        made(context, "own.py:unlucky")
    with pytest.raises(ConfigError, match=r"^stages\.stt\.args\.size: expected 1 to 9, got 10$"):
        made(context, "own.py:picky")
    with pytest.raises(ModelError, match=r"^no model: train one$"):
        made(context, "own.py:no_model")


def test_a_stage_has_an_engine_and_fallbacks_that_can_fill_it(context: EngineContext) -> None:
    def stage(*engines: str) -> StageConfig:
        first, *others = ({"engine": engine, "args": {}} for engine in engines)
        return StageConfig.model_validate({**first, "budget_ms": 1, "fallback": others})

    engines = make_stage("stt", stage("own.py:Engine", "own.py:Engine"), context)
    assert [type(engine).__name__ for engine in engines] == ["Engine", "Engine"]
    expected = r"^stages\.stt\.engine: 'own\.py:plain' made a EngineContext, which has no method '"
    with pytest.raises(ConfigError, match=expected):
        make_stage("stt", stage("own.py:Engine", "own.py:plain"), context)


def test_a_family_takes_the_rest_of_the_name_as_an_argument(
    context: EngineContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = FAMILIES["wyoming"]
    own = f"{context.folder}/own.py:"
    changed = type(family)(("stt",), f"{own}service", "uri")
    monkeypatch.setattr("voice_agent.config.registry.FAMILIES", {"wyoming": changed})
    uri = "tcp://127.0.0.1:10300"
    assert made(context, f"wyoming:{uri}", more=2) == (uri, 2)
    assert problem(context, f"wyoming:{uri}", more="2") == "args.more: expected int, got '2'"


def test_a_family_may_check_and_fill_in_by_itself(
    context: EngineContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    (context.folder / "service.py").write_text(
        "def make(context, *, service, **arguments): return service, arguments\n"
        "def check(stage, service, arguments):\n"
        "    return f'args: bad for {stage} {service}' if 'bad' in arguments else None\n"
    )
    path = f"{context.folder}/service.py:"
    changed = type(FAMILIES["pipecat"])(("stt",), f"{path}make", "service", f"{path}check")
    monkeypatch.setattr("voice_agent.config.registry.FAMILIES", {"pipecat": changed})
    assert made(context, "pipecat:a.B", key="${KEY}") == ("a.B", {"key": "${KEY}"})
    assert problem(context, "pipecat:a.B", bad=1) == "args: bad for stt a.B"


def test_the_context_of_a_pipeline_file_is_its_playbook_folder_and_the_locked_models() -> None:
    config = load_pipeline("barista")
    context = EngineContext.of(config)
    assert (context.playbook.name, context.folder) == ("Corner Coffee", config.file.parent)
    assert "slm-barista" in context.models.names()
    book = playbook()
    assert EngineContext.of(config, book).playbook is book
