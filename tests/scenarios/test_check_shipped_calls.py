"""The scripted calls beside the shipped playbooks, held with the shipped language model."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_agent.config.load import load_pipeline
from voice_agent.pipeline.assembly import load_engines
from voice_agent.playbook import load_playbook
from voice_agent.scenarios import TEXT_STAGES
from voice_agent.scenarios.hold import hold
from voice_agent.scenarios.schema import CHECKS_FILE, Checks, load_checks

OPEN_FILE = "checks_open.yaml"
PLAYBOOKS = ("bank", "barista")


def folder(name: str) -> Path:
    return load_pipeline(name).playbook_folder


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_every_call_has_a_name_of_its_own_and_known_actions(name: str) -> None:
    sets = [load_checks(folder(name) / file) for file in (CHECKS_FILE, OPEN_FILE)]
    calls = [call for checks in sets for call in checks.scenarios]
    assert len({call.name for call in calls}) == len(calls)
    known = load_playbook(folder(name)).actions.keys()
    asked = {action.name for call in calls for action in call.actions}
    assert asked | {one for checks in sets for one in checks.allow} <= known


@pytest.mark.real
@pytest.mark.virtual_time  # A busy machine is no reason for another answer.
@pytest.mark.parametrize("name", PLAYBOOKS)
async def test_every_call_goes_as_it_should(name: str) -> None:
    faults = await held(name, load_checks(folder(name) / CHECKS_FILE))
    assert not faults, "\n".join(faults)


async def held(name: str, checks: Checks) -> list[str]:
    engines = load_engines(load_pipeline(name), stages=TEXT_STAGES)
    faults = []
    try:
        for call in checks.scenarios:
            outcome = await hold(call, checks, engines)
            wrong = [f"wrong action {action}" for action in outcome.wrong_actions]
            faults += [f"{call.kind}: {call.name}: {one}" for one in (*outcome.faults, *wrong)]
    finally:
        await engines.aclose()
    return faults
