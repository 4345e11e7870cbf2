"""The pipeline file's ways, and what is wrong with others."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

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


def test_a_list_is_short_for_ways() -> None:
    assert HandoffConfig.model_validate([{"way": "queue"}]).all_ways[0].way == "queue"


@pytest.mark.parametrize(
    "way", [{"way": "pigeon"}, {"way": "transfer"}, {"way": "queue", "to": "+1"}, {"url": "x"}]
)
def test_what_is_no_way(way: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        HandoffConfig.model_validate([way])
