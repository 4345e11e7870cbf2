"""The example playbook loads, as it is and with the changes that its page asks newcomers for."""

from __future__ import annotations

import re
from pathlib import Path

from pages import ROOT

from voice_agent.config.load import load_pipeline
from voice_agent.demo.script import load_script
from voice_agent.playbook import load_playbook
from voice_agent.playbook.turn_files import heldout_texts
from voice_agent.project.answers import Answers
from voice_agent.project.make import new_project, write_project
from voice_agent.project.validate import validate_project
from voice_agent.scenarios.schema import load_checks

EXAMPLE = ROOT / "examples" / "flowers"
PAGE = ROOT / "docs" / "intro" / "make-it-yours.md"


def test_the_example_loads() -> None:
    playbook = load_playbook(load_pipeline(str(EXAMPLE / "flowers.yaml")).playbook_folder)

    assert set(playbook.phrases) == {*playbook.intents, "out_of_scope"}
    script = load_script(EXAMPLE / "flowers" / "demo" / "script.yaml", with_audio=False)
    assert {line.expect.intent for line in script.lines} - {None} <= set(playbook.intents)
    checks = load_checks(EXAMPLE / "flowers" / "checks.yaml")
    expected = {action.name for call in checks.scenarios for action in call.actions}
    assert expected <= set(playbook.actions)


def test_the_spanish_example_loads_and_has_no_fault_but_few_phrases() -> None:
    spanish = ROOT / "examples" / "barista_es" / "barista_es.yaml"
    playbook = load_playbook(load_pipeline(str(spanish)).playbook_folder)

    assert playbook.lang.code == "es"
    checks = load_checks(playbook.folder / "checks.yaml")
    assert len(checks.scenarios) >= 25
    assert heldout_texts(playbook)
    faults = [one.what for one in validate_project(str(spanish))]
    assert all(re.match(r"\d+ phrases for", what) for what in faults), faults


def test_the_changes_of_the_page_load(tmp_path: Path) -> None:
    write_project(new_project(Answers()), tmp_path, {})
    text = PAGE.read_text(encoding="utf-8")
    intent, phrases = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    section = re.search(r"```markdown\n(.*?)```", text, re.DOTALL)
    assert section is not None

    book = tmp_path / "playbook.yaml"
    changed = book.read_text(encoding="utf-8").replace(
        "intents:\n", "intents:\n" + re.sub(r"^   ", "", intent, flags=re.MULTILINE).rstrip() + "\n"
    )
    book.write_text(changed, encoding="utf-8")
    for file, block in (("phrases.yaml", phrases), ("knowledge/questions.md", section[1])):
        with (tmp_path / file).open("a", encoding="utf-8") as out:
            out.write("\n" + re.sub(r"^   ", "", block, flags=re.MULTILINE))

    playbook = load_playbook(tmp_path)
    assert len(playbook.phrases["opening_hours"]) == 10
    assert [str(one) for one in validate_project(str(tmp_path))] == []
