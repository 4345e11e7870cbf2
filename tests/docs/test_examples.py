"""The example playbook loads, as it is and with the changes that its page asks newcomers for."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from pages import ROOT

from voice_agent.config.load import load_pipeline
from voice_agent.demo.script import load_script
from voice_agent.playbook import load_playbook
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


def test_the_changes_of_the_page_load(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE / "flowers", tmp_path / "flowers")
    text = PAGE.read_text(encoding="utf-8")
    value, price = (block.strip() for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL))
    section = re.search(r"```markdown\n(.*?)```", text, re.DOTALL)
    assert section is not None

    book = tmp_path / "flowers" / "playbook.yaml"
    changed = re.sub(r"price: \{.*\}", price, book.read_text(encoding="utf-8"))
    changed = changed.replace("      roses: [", f"      {value}\n      roses: [")
    book.write_text(changed, encoding="utf-8")
    knowledge = tmp_path / "flowers" / "knowledge" / "care.md"
    with knowledge.open("a", encoding="utf-8") as file:
        file.write("\n" + re.sub(r"^ +", "", section[1], flags=re.MULTILINE))

    playbook = load_playbook(tmp_path / "flowers")
    assert "orchids" in playbook.entities["flower"].values
    assert playbook.actions["place_order"].returns["price"]["orchids"] == "forty dollars"
