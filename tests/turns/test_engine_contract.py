"""Our turn detectors keep the contract that ``voice_agent.testing.turns`` writes down."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from voice_agent.config.models import ModelStore
from voice_agent.testing.pytest_helper import keeps_contract
from voice_agent.testing.turns import check
from voice_agent.turns.engine import TurnEngine
from voice_agent.turns.silence import SilenceOnly
from voice_agent.turns.smart_turn import SmartTurn

ENGINES = [
    pytest.param(SilenceOnly, id="silence"),
    pytest.param(
        lambda: SmartTurn.load(ModelStore.open(verify=False).path("smart-turn-v3.2")),
        id="smart_turn",
        marks=pytest.mark.real,
    ),
]


@pytest.mark.parametrize("load", ENGINES)
def test_a_detector_keeps_its_contract(load: Callable[[], TurnEngine]) -> None:
    keeps_contract(check(load(), at_once=3))
