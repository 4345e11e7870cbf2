"""The folder of a project."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from voice_agent.config.load import load_pipeline
from voice_agent.core.errors import ConfigError
from voice_agent.knowledge.sections import load_folder
from voice_agent.playbook.load import load_playbook
from voice_agent.project.answers import Answers, defaults
from voice_agent.project.make import (
    SHIPPED,
    copied_project,
    new_project,
    present,
    write_project,
)
from voice_agent.project.validate import validate_playbook
from voice_agent.project.wording import project_languages, wording
from voice_agent.reference.schemas import schemas
from voice_agent.scenarios.schema import load_checks

AWKWARD = Answers(
    name='O\'Neill & "Sons": #1', task="return a: broken { lamp }", greeting="Hello: yes?"
)
NEW = {
    "defaults": Answers(),
    "awkward": AWKWARD,
    "spanish": defaults("es"),
    "awkward spanish": replace(AWKWARD, language="es"),
}


@pytest.mark.parametrize("answers", NEW.values(), ids=NEW)
def test_a_new_project_loads(tmp_path: Path, answers: Answers) -> None:
    write_project(new_project(answers), tmp_path, schemas())

    config = load_pipeline(str(tmp_path))
    assert config.playbook_folder == tmp_path.resolve()
    playbook = load_playbook(config.playbook_folder)
    assert playbook.name == answers.name
    assert set(playbook.phrases) == {*playbook.intents, "out_of_scope"}
    checks = load_checks(tmp_path / "checks.yaml")
    assert {a.name for s in checks.scenarios for a in s.actions} == set(playbook.actions)
    assert load_folder(playbook.knowledge).asked
    assert playbook.language == answers.language
    assert not validate_playbook(config)


@pytest.mark.parametrize("language", project_languages())
def test_every_gap_of_a_new_project_is_filled(language: str) -> None:
    made = new_project(defaults(language))
    left = {name: re.findall(r"\$\w+", text) for name, text in made.texts.items()}
    assert {gap for gaps in left.values() for gap in gaps} == {"$schema"}
    assert set(made.texts) >= {".env.example", ".gitignore", "README.md", "agent.yaml"}
    assert "wording.yaml" not in made.texts


@pytest.mark.parametrize(
    ("source", "title", "says"),
    [
        ("bank", "# Harbour Bank", "what is wrong or missing"),
        ("barista_es", "# Café de la Esquina", "qué falta o está mal"),
    ],
)
def test_the_readme_of_a_copy_is_in_its_language(
    tmp_path: Path, source: str, title: str, says: str
) -> None:
    readme = copied_project(source, tmp_path).texts["README.md"]
    assert readme.startswith(f"{title}\n")
    assert says in readme


@pytest.mark.parametrize("source", SHIPPED)
def test_a_copy_of_what_ships_loads(tmp_path: Path, source: str) -> None:
    home = tmp_path / "mine"
    write_project(copied_project(source, home), home, schemas())

    config = load_pipeline(str(home))
    playbook = load_playbook(config.playbook_folder)
    assert playbook.intents
    load_checks(home / "checks.yaml")
    has_model = (home / "models" / "mine" / "labels.json").is_file()
    assert has_model == (source in ("bank", "barista"))


@pytest.mark.parametrize("name", ["", "bnak", "../bank"])
def test_what_does_not_ship_cannot_be_copied(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="shipped: bank, barista, flowers, barista_es"):
        copied_project(name, tmp_path)


def test_nothing_is_replaced_without_saying_so(tmp_path: Path) -> None:
    files = new_project(Answers())
    own = tmp_path / "playbook.yaml"
    own.write_text("mine")

    with pytest.raises(ConfigError, match=r"playbook\.yaml: is there already; .* --overwrite"):
        write_project(files, tmp_path, {})
    assert [path.name for path in tmp_path.iterdir()] == ["playbook.yaml"]
    assert present(files, tmp_path) == ["playbook.yaml"]

    write_project(files, tmp_path, {}, overwrite=True)
    assert own.read_text() != "mine"


@pytest.mark.parametrize("source", ["en", "es", *SHIPPED])
def test_every_schema_that_a_file_names_is_there_and_accepts_the_file(
    tmp_path: Path, source: str
) -> None:
    new = source in project_languages()
    made = new_project(defaults(source)) if new else copied_project(source, tmp_path)
    write_project(made, tmp_path, schemas())
    named = 0
    for path in tmp_path.rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        if "$schema=" in first:
            named += 1
            schema = path.parent / first.partition("$schema=")[2]
            known = yaml.safe_load(schema.read_text(encoding="utf-8"))
            if known.get("additionalProperties") is False:
                data = yaml.safe_load(path.read_text(encoding="utf-8"))
                assert set(data) <= set(known["properties"])
    assert named >= 4


def test_secrets_are_not_committed(tmp_path: Path) -> None:
    write_project(new_project(Answers()), tmp_path, {})
    assert ".env" in (tmp_path / ".gitignore").read_text().splitlines()
    assert "OPENAI_API_KEY" in (tmp_path / ".env.example").read_text()


@pytest.mark.parametrize(("task", "language"), [("book a table", "en"), ("pedir flores", "es")])
def test_what_else_callers_say_of_a_task_that_takes_a_day(task: str, language: str) -> None:
    answers = Answers(task=task, language=language)
    phrases = yaml.safe_load(new_project(answers).texts["phrases.yaml"])
    assert "$booking" not in phrases[answers.intent]
    assert set(answers.booking) == set(phrases[answers.intent]) & set(wording(language).booking)
