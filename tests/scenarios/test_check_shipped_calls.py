"""The scripted calls beside the shipped playbooks, held with the shipped language model."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import pytest

from voice_agent.config.load import load_pipeline
from voice_agent.pipeline.assembly import load_engines
from voice_agent.playbook import load_playbook
from voice_agent.scenarios import TEXT_STAGES
from voice_agent.scenarios.hold import hold
from voice_agent.scenarios.schema import CHECKS_FILE, Checks, Scenario, load_checks

OPEN_FILE = "checks_open.yaml"
PLAYBOOKS = ("bank", "barista")
OF_A_KIND = 2
"""Calls of each kind that are held whenever tests are run."""
EVERY = {"bank": 16, "barista": 4}
"""How many calls there are for each that is held here; ``voice-agent check`` holds all of them."""


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
async def test_calls_of_every_kind_go_as_they_should(name: str) -> None:
    checks = load_checks(folder(name) / CHECKS_FILE)
    faults = await held(name, checks, some_of_each_kind(checks.scenarios))
    assert not faults, "\n".join(faults)


@pytest.mark.slow
@pytest.mark.real
@pytest.mark.virtual_time
@pytest.mark.parametrize("name", PLAYBOOKS)
async def test_many_calls_go_as_they_should(name: str) -> None:
    checks = load_checks(folder(name) / CHECKS_FILE)
    faults = await held(name, checks, checks.scenarios[:: EVERY[name]])
    assert not faults, "\n".join(faults)


def some_of_each_kind(calls: Sequence[Scenario]) -> list[Scenario]:
    by_kind = groupby(sorted(calls, key=lambda call: call.kind), lambda call: call.kind)
    # The first calls of a kind are its plainest.
    return [call for _, alike in by_kind for call in list(alike)[:OF_A_KIND]]


async def held(name: str, checks: Checks, calls: Sequence[Scenario]) -> list[str]:
    engines = load_engines(load_pipeline(name), stages=TEXT_STAGES)
    faults = []
    try:
        for call in calls:
            outcome = await hold(call, checks, engines)
            wrong = [f"wrong action {action}" for action in outcome.wrong_actions]
            faults += [f"{call.kind}: {call.name}: {one}" for one in (*outcome.faults, *wrong)]
    finally:
        await engines.aclose()
    return faults
