"""Our readers keep the contract that ``voice_agent.testing.slm`` writes down."""

from __future__ import annotations

import pytest

from voice_agent.config.load import load_pipeline
from voice_agent.config.registry import EngineContext, make_engine
from voice_agent.testing.pytest_helper import keeps_contract
from voice_agent.testing.slm import check


@pytest.mark.real
@pytest.mark.parametrize("pipeline", ["bank", "barista"])
def test_a_shipped_reader_keeps_its_contract(pipeline: str) -> None:
    config = load_pipeline(pipeline)
    context = EngineContext.of(config)
    engine = make_engine("slm", str(config.stages["slm"].engine), {}, context)
    keeps_contract(check(engine, at_once=3))
