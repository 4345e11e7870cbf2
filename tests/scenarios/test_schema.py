"""Files of scripted calls: short to write, strict to read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.scenarios.schema import load_checks

GOOD = """
allow: [balance]
scenarios:
  - name: sends money
    kind: consent
    today: 2026-11-22
    steps:
      - send $250 to Sarah
      - {say: tomorrow, says: [250 dollars, Sarah], not_says: Tom}
      - {press: "1"}
      - {silent: true}
    answers: {"right?": "yes"}
    actions: [{name: transfer, details: {payee: Sarah}}]
    ends: completed
"""


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "checks.yaml").write_text(GOOD)
    checks = load_checks(tmp_path / "checks.yaml")
    (one,) = checks.scenarios
    assert one.today == date(2026, 11, 22)
    assert one.steps[0].say == "send $250 to Sarah"
    assert one.actions[0].details == {"payee": "Sarah"}
    assert checks.allow == ["balance"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("scenarios: []", "scenarios"),
        ("scenarios: [{name: x, steps: []}]", "steps"),
        ("scenarios: [{name: x, steps: [{say: a, press: '1'}]}]", "one of 'say'"),
        ("scenarios: [{name: x, steps: [a], expect: b}]", "expect"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_key(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "checks.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"checks\.yaml") as found:
        load_checks(path)
    assert said in str(found.value)
    assert "\n" not in str(found.value)
