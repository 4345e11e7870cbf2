"""The pipeline file's ways become ways that are tried."""

from __future__ import annotations

from voice_agent.actions.http import HttpClient
from voice_agent.config.handoff import HandoffConfig
from voice_agent.handoff.desk import Desk
from voice_agent.handoff.make import make_ways


def test_ways_keep_their_order_after_the_short_form() -> None:
    config = HandoffConfig.model_validate(
        {
            "webhook": "https://desk.example/brief",
            "ways": [{"way": "queue"}, {"way": "transfer", "to": "+15550100", "tries": 2}],
        }
    )
    ways = make_ways(config, HttpClient(), Desk(), "en")
    assert [(way.name, way.rule.tries) for way in ways] == [
        ("webhook", 3), ("queue", 1), ("transfer", 2),
    ]  # fmt: skip
