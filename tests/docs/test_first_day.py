"""The tutorial, word for word: its commands in a fresh environment, its edits, a call by each way.

Packages that the project needs are those of this environment, so that no network is needed; the
project itself is installed as the page says, and not found in any other way.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import re
import shutil
import site
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pages import ROOT

from voice_agent.audio.resample import resample
from voice_agent.config.models import ModelStore
from voice_agent.phone import wait
from voice_agent.phone.carriers import make_line
from voice_agent.phone.launch import ServerProcess, serving
from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.phrases import normalised, unmarked
from voice_agent.project.answers import defaults
from voice_agent.project.make import new_project, write_project
from voice_agent.project.wording import project_languages
from voice_agent.training.data.labelled import heldout_if_any
from voice_agent.tts.piper import PiperEngine

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(
        not importlib.util.find_spec("hatchling") or os.name == "nt",
        reason="installing the project offline takes a POSIX shell and hatchling (extra 'test')",
    ),
]
PAGE = ROOT / "docs" / "intro" / "make-it-yours.md"
_BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_NEEDED = ("pyproject.toml", "README.md", "LICENSE", "voice_agent", "pipelines", "models")
_EXAMPLES = ("flowers", "barista_es", "bank_backend")
_LONGEST_S = 600
_OFFLINE = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0"}
TYPED = "when does the shop open\nI'd like to book an appointment tomorrow\nyes please\n"


def blocks(language: str) -> list[str]:
    """The page's code of one language, in order, without its indentation."""
    found = _BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    return [
        re.sub(rf"^{indent}", "", code, flags=re.MULTILINE)
        for indent, of, code in found
        if of == language
    ]


@dataclass
class Newcomer:
    """A shell in an empty folder, in which one block after the other is typed.

    Attributes:
        folder: Where it is.
        path: What it finds commands by.
        took_s: Block -> seconds.
    """

    folder: Path
    path: str = os.environ["PATH"]
    took_s: dict[str, float] = field(default_factory=dict)

    def types(self, block: str, answers: str = "") -> str:
        """Run a block; later ones are run where it ends. Fails if one of its commands does."""
        began = time.monotonic()
        script = f"set -e\n{block}\necho; pwd; echo $PATH"
        environment = {**os.environ, **_OFFLINE, "PATH": self.path, "COLUMNS": "200"}
        environment.pop("PYTHONPATH", None)
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=environment,
            input=answers,
            capture_output=True,
            text=True,
            timeout=_LONGEST_S,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        *said, folder, self.path = done.stdout.splitlines()
        self.folder = Path(folder)
        self.took_s[block.strip()] = time.monotonic() - began
        return "\n".join(said)


def _checkout(home: Path) -> Path:
    """A copy of what is installed from, so that nothing is written into this one."""
    ignored = shutil.ignore_patterns("__pycache__", "model")
    home.mkdir()
    for name in (*_NEEDED, *(f"examples/{one}" for one in _EXAMPLES)):
        source, target = ROOT / name, home / name
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignored)
        else:
            shutil.copy(source, target)
    return home


def _edit(project: Path) -> None:
    """Make the three changes that the page asks for."""
    intent, phrases = blocks("yaml")
    (section,) = blocks("markdown")
    book = project / "playbook.yaml"
    text = book.read_text(encoding="utf-8")
    assert text.count("\nintents:\n") == 1
    book.write_text(text.replace("\nintents:\n", f"\nintents:\n{intent}"), encoding="utf-8")
    for file, more in (("phrases.yaml", phrases), ("knowledge/questions.md", section)):
        with (project / file).open("a", encoding="utf-8") as out:
            out.write(f"\n{more}")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_held_out_turns_fit_a_new_agent(tmp_path: Path, language: str) -> None:
    write_project(new_project(defaults(language)), tmp_path, {})
    name = "heldout.yaml" if language == "en" else f"heldout_{language}.yaml"
    if language == "en":
        _edit(tmp_path)
    shutil.copy(ROOT / "benchmarks/accuracy/first_day" / name, tmp_path / "heldout.yaml")
    playbook = load_playbook(tmp_path)
    turns = heldout_if_any(playbook)
    named = {intent for turn in turns for intent in turn.intents}
    assert named == set(playbook.intents) | {"out_of_scope"}
    known = {normalised(unmarked(line)) for lines in playbook.phrases.values() for line in lines}
    assert not known & {normalised(turn.said.text) for turn in turns}


@pytest.mark.slow
@pytest.mark.parametrize("language", sorted({*project_languages()} - {"en"}))
def test_a_new_agent_passes_its_own_checks(tmp_path: Path, language: str) -> None:
    write_project(new_project(defaults(language)), tmp_path, {})
    # An English one is checked in the tutorial.
    check = [sys.executable, "-m", "voice_agent", "check", "--pipeline", str(tmp_path)]
    done = subprocess.run(check, capture_output=True, text=True, timeout=_LONGEST_S)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_the_tutorial_makes_an_agent_that_answers_typed_and_spoken_calls(tmp_path: Path) -> None:
    install, init, chat, check, validate, again, answer = blocks("sh")
    newcomer = Newcomer(_checkout(tmp_path / "checkout"))

    make, *rest = install.splitlines(keepends=True)
    newcomer.types(make)
    _share_packages(newcomer.folder / ".venv")
    newcomer.types("".join(rest))
    newcomer.folder = tmp_path

    newcomer.types(init, "en\nFlower Shop\n" + "\n" * 5)
    project = newcomer.folder
    assert project.name == "flower-shop"
    said = newcomer.types(chat, "I'd like to book an appointment\n")
    assert "training a fast one" in said
    newcomer.types(check)

    _edit(project)
    newcomer.types(validate)
    said = newcomer.types(again, TYPED)
    assert "have changed: training a fast one" in said
    assert "We are open from nine to six" in said, "the new intent"
    assert "reference" in said, "the task, done after a yes"

    doctor, serve = answer.splitlines()
    assert serve == "voice-agent serve"
    newcomer.types(doctor)
    python = str(tmp_path / "checkout" / ".venv" / "bin" / "python")
    with serving(str(project), record=f"sqlite:///{tmp_path}/calls.sqlite", python=python) as it:
        replies = asyncio.run(_call(it, "When does the shop open?"))
    assert any("nine to six" in reply for reply in replies), replies
    for block, seconds in newcomer.took_s.items():
        print(f"{seconds:6.1f} s  {block}")


def _share_packages(environment: Path) -> None:
    (packages,) = environment.glob("lib/python*/site-packages")
    seen = "\n".join(site.getsitepackages())
    (packages / "already_installed.pth").write_text(f"{seen}\n")


async def _call(server: ServerProcess, text: str) -> list[str]:
    voice = PiperEngine.load(ModelStore.open().path("piper-en_US-joe-medium"))
    speech = resample(voice.synthesise(text), voice.sample_rate_hz, 16_000)
    async with make_line(url=server.base_url, rate_hz=16_000) as caller:
        await wait.until_agent_finishes(caller)
        said = await caller.speak(speech)
        await wait.until_agent_finishes(caller, said)
        events = [received.event.model_dump() for received in caller.log]
        return [str(event["text"]) for event in events if event["type"] == "reply"]
