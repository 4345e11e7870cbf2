"""The loopback needs less time than the vendors' networks do."""

from __future__ import annotations

import pytest

from voice_agent.pipeline.services import host, listening


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "CLOSE_S", 0.4)
    monkeypatch.setattr(listening, "SETTLE_S", 0.05)
