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
      - {press: "1", interrupt_after: 4, within_ms: 900}
      - {silent: true}
    answers: {"right?": "yes"}
    answers_always: {PIN: "4471"}
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
    assert (one.steps[2].interrupt_after, one.steps[2].within_ms) == (4, 900)
    assert one.answers_always == {"PIN": "4471"}
    assert checks.allow == ["balance"]
    assert checks.answers_always == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("scenarios: []", "scenarios"),
        ("scenarios: [{name: x, steps: []}]", "steps"),
        ("scenarios: [{name: x, steps: [{say: a, press: '1'}]}]", "one of 'say'"),
        ("scenarios: [{name: x, steps: [a], expect: b}]", "expect"),
        ("scenarios: [{name: x, steps: [{say: a, interrupt_after: 1}]}]", "nothing to interrupt"),
        ("scenarios: [{name: x, steps: [a, {say: b, interrupt_after: 0}]}]", "interrupt_after"),
        ("scenarios: [{name: x, steps: [a, {silent: true, interrupt_after: 1}]}]", "silent step"),
        ("scenarios: [{name: x, steps: [{silent: true, within_ms: 900}]}]", "silent step"),
        ("scenarios: [{name: x, steps: [{say: a, within_ms: 0}]}]", "within_ms"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_key(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "checks.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"checks\.yaml") as found:
        load_checks(path)
    assert said in str(found.value)
    assert "\n" not in str(found.value)
