"""The example bank: its own tests, and its actions beside the playbook that they serve."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from voice_agent.config.load import load_pipeline
from voice_agent.playbook import load_playbook

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "bank_backend"


@pytest.mark.slow
def test_its_own_tests_pass() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull]
    done = subprocess.run(
        [*command, "--rootdir", str(EXAMPLE), str(EXAMPLE / "tests")],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(EXAMPLE), str(ROOT)])},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_pipeline_is_the_shipped_one_with_other_actions() -> None:
    ours, shipped = load_pipeline(str(EXAMPLE / "bank.yaml")), load_pipeline("bank")
    differ = {"actions", "file", "playbook"}
    assert ours.model_dump(exclude=differ) == shipped.model_dump(exclude=differ)
    assert ours.playbook_folder == shipped.playbook_folder


def test_none_of_its_actions_is_fixed_and_what_changes_something_is_looked_up() -> None:
    config = load_pipeline(str(EXAMPLE / "bank.yaml"))
    book = load_playbook(config.playbook_folder, actions=config.actions_file)
    for name, spec in book.actions.items():
        assert spec.http is not None, name
        assert spec.only_reads or spec.lookup == "find_request" or name == "check_pin", name
