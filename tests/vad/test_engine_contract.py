"""Our detectors keep the contract that ``voice_agent.testing.vad`` writes down."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from voice_agent.config.models import ModelStore
from voice_agent.testing.pytest_helper import keeps_contract
from voice_agent.testing.vad import check
from voice_agent.vad.engine import VadEngine
from voice_agent.vad.silero import SileroVad
from voice_agent.vad.webrtc import WebRtcVad

ENGINES = [
    pytest.param(lambda: WebRtcVad.load(), id="webrtc"),
    pytest.param(
        lambda: SileroVad.load(ModelStore.open(verify=False).path("silero-vad")),
        id="silero",
        marks=pytest.mark.real,
    ),
]


@pytest.mark.parametrize("load", ENGINES)
def test_a_detector_keeps_its_contract(load: Callable[[], VadEngine]) -> None:
    keeps_contract(check(load()))
