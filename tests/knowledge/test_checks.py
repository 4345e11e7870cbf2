from pathlib import Path

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import Section
from voice_agent.knowledge.checks import Check, load_checks

SECTIONS = [Section("fees", "Fees: What is it?", ""), Section("fees", "Fees: What else?", "")]
CHECKS = """dev:
  - {ask: "what do I pay", section: "fees: What is"}
dev2:
  - {ask: "what else"}
test:
  - {ask: "anything", section: ["fees: What is", "fees: What else"]}
  - {ask: "who are you"}
"""


def test_each_half_is_read_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "checks.yaml"
    path.write_text(CHECKS)
    assert load_checks(path, SECTIONS, "dev") == [Check("what do I pay", frozenset({0}))]
    assert load_checks(path, SECTIONS, "dev2") == [Check("what else")]
    both = Check("anything", frozenset({0, 1}))
    assert load_checks(path, SECTIONS, "test") == [both, Check("who are you")]


def test_a_section_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "checks.yaml"
    path.write_text(CHECKS.replace("What else", "What more"))
    with pytest.raises(ConfigError, match="'fees: What more': no section begins so"):
        load_checks(path, SECTIONS, "test")
