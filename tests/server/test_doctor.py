import socket
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.console import Console

from voice_agent.config.schema import CARRIERS
from voice_agent.core.errors import ModelError
from voice_agent.core.resources import pipelines_folder
from voice_agent.playbook import load_playbook
from voice_agent.project.answers import Answers
from voice_agent.project.make import copied_project, new_project, write_project
from voice_agent.server import doctor as doctor_module
from voice_agent.server.doctor import checks, examine


def test_doctor_stops_at_a_pipeline_that_is_not_there() -> None:
    found = list(checks("nowhere.yaml", 8765))
    assert found[-1].name == "pipeline"
    assert "no such pipeline file" in found[-1].problem


def test_doctor_looks_at_everything() -> None:
    names = [check.name for check in checks("barista", 8765)]
    assert names[:2] == ["python", "cores"]
    assert {"pipeline", "playbook", "model silero-vad", "llm", "port"} <= set(names)


def test_doctor_names_a_carrier_that_does_not_exist(tmp_path: Path) -> None:
    file = tmp_path / "line.yaml"
    text = (pipelines_folder() / "barista.yaml").read_text()
    book = pipelines_folder() / "barista"
    text = text.replace("playbook: barista", f"playbook: {book}")
    file.write_text(f"{text}\ncarriers: [raw, pigeon]\n")
    (found,) = [check for check in checks(str(file), 8765) if check.name == "carriers"]
    assert found.fatal
    assert "carriers: unknown carrier 'pigeon'; known: asterisk, audiosocket" in found.problem
    (found,) = [check for check in checks("barista", 8765) if check.name == "carriers"]
    assert (found.found, found.problem) == (", ".join(CARRIERS), "")


def test_doctor_names_a_variable_that_an_action_needs(tmp_path: Path) -> None:
    folder = pipelines_folder()
    text = (folder / "barista.yaml").read_text()
    text = text.replace("playbook: barista", f"playbook: {folder / 'barista'}\nactions: own.yaml")
    (tmp_path / "line.yaml").write_text(text)
    actions = load_playbook(folder / "barista").actions
    own = {"actions": {name: {"webhook": "${NO_SUCH_HOST}/x"} for name in actions}}
    (tmp_path / "own.yaml").write_text(yaml.safe_dump(own))
    found = [one for one in checks(str(tmp_path / "line.yaml"), 8765) if one.name == "playbook"]
    assert [one.fatal for one in found] == [True]
    assert "own.yaml: actions." in found[0].problem
    assert "webhook: the environment variable NO_SUCH_HOST is not set" in found[0].problem


def test_doctor_says_how_to_train_a_model_that_is_missing(tmp_path: Path) -> None:
    home = tmp_path / "shop"
    write_project(new_project(Answers()), home, {})
    found = {check.name: check for check in checks(str(home), 0)}
    model = found["language model"]
    assert f"voice-agent train --fast --pipeline {home / 'agent.yaml'}" in model.problem
    assert not model.fatal  # the first start trains one


def test_doctor_says_which_model_does_not_fit(tmp_path: Path) -> None:
    home = tmp_path / "mine"
    write_project(copied_project("barista", home), home, {})
    assert not {c.name: c for c in checks(str(home), 0)}["language model"].problem
    for name in ("playbook.yaml", "phrases.yaml", "datasets.yaml", "checks.yaml"):
        path = home / name
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("allergy_info", "allergens"), encoding="utf-8")
    model = {c.name: c for c in checks(str(home), 0)}["language model"]
    assert "does not fit" in model.problem
    assert "train --fast" in model.problem
    assert model.fatal


def test_doctor_looks_for_the_models_that_the_file_names(tmp_path: Path) -> None:
    home = tmp_path / "shop"
    write_project(new_project(Answers()), home, {})
    file = home / "agent.yaml"
    text = file.read_text()
    assert "engine: whisper" in text
    file.write_text(text.replace("engine: whisper", "engine: whisper, args: {model: ./mine}", 1))
    (found,) = [check for check in checks(str(home), 0) if check.name == "stt: model ./mine"]
    assert found.fatal
    assert "mine: no such model" in found.problem


class Started:
    """Stands for the engines of a pipeline."""

    def __init__(self, fails: str = "") -> None:
        self.fails = fails
        self.closed = 0

    async def start(self, *_: Any) -> "Started":
        if self.fails:
            raise ModelError(self.fails)
        return self

    async def aclose(self) -> None:
        self.closed += 1


@pytest.mark.parametrize(
    ("fails", "says"),
    [
        ("", "ok   engines: loaded and warm in 0."),
        ("voice.onnx: broken [1]", "bad  engines: voice.onnx: broken [1]"),
    ],
)
def test_doctor_warms_the_engines_last(
    fails: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, said = Started(fails), StringIO()
    monkeypatch.setattr(doctor_module, "start_engines", started.start)
    good = examine("barista", 0, Console(file=said, width=500))
    assert said.getvalue().splitlines()[-1].startswith(says)
    assert (good, started.closed) == ((False, 0) if fails else (True, 1))


def test_doctor_loads_nothing_where_something_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_module, "start_engines", Started("not to be called").start)
    home = tmp_path / "shop"
    write_project(new_project(Answers()), home, {})
    said = StringIO()
    assert examine(str(home), 0, Console(file=said)), "the first start trains a language model"
    assert "engines" not in said.getvalue()


def test_doctor_says_that_no_llm_listens(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        home = tmp_path / "shop"
        write_project(new_project(Answers()), home, {})
        file = home / "agent.yaml"
        text = file.read_text(encoding="utf-8").replace("# llm:   ", "llm:")
        assert "api_key_env: OPENAI_API_KEY" in text
        file.write_text(
            text.replace("api_key_env: OPENAI_API_KEY", f"base_url: {url}"), encoding="utf-8"
        )

        def llm() -> doctor_module.Check:
            return next(check for check in checks(str(home), 0) if check.name == "llm")

        assert llm().problem.startswith(f"{url}: Connection refused; is it running?")
        assert not llm().fatal
        listener.listen()
        assert (llm().found, llm().problem) == ("gpt-4.1-mini", "")
