"""``handoff:`` of a pipeline file."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from voice_agent.config.handoff import HandoffConfig
from voice_agent.core.errors import ConfigError


def test_a_list_is_short_for_ways() -> None:
    assert HandoffConfig.model_validate([{"way": "queue"}]).all_ways[0].way == "queue"
    assert HandoffConfig().all_ways == ()


def test_the_short_form_of_a_webhook_is_the_first_way() -> None:
    config = HandoffConfig.model_validate(
        {"webhook": "https://a.example", "tries": 2, "ways": [{"way": "queue"}]}
    )
    first, second = config.all_ways
    assert (first.way, second.way) == ("webhook", "queue")
    assert (getattr(first, "url", ""), getattr(first, "tries", 0)) == ("https://a.example", 2)


def test_variables_are_filled_in_and_secrets_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK", "+15550100")
    way = {"way": "transfer", "to": "${DESK}", "token": {"env": "MY_TOKEN"}}
    config = HandoffConfig.model_validate({"ways": [way], "hold": "ring"})
    (filled,) = config.filled().all_ways
    assert (getattr(filled, "to", ""), config.filled().hold) == ("+15550100", "ring")
    assert filled.model_dump()["token"]["env"] == "MY_TOKEN"
    monkeypatch.delenv("DESK")
    with pytest.raises(ConfigError, match="DESK"):
        config.filled()


@pytest.mark.parametrize(
    "way", [{"way": "pigeon"}, {"way": "transfer"}, {"way": "queue", "to": "+1"}, {"url": "x"}]
)
def test_what_is_no_way(way: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        HandoffConfig.model_validate([way])


@pytest.mark.parametrize(
    "given", [{"webhook": "nope"}, {"ways": [{"way": "webhook", "url": "example.com/x"}]}]
)
def test_a_webhook_is_a_url(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="is no URL; expected http"):
        HandoffConfig.model_validate(given)
