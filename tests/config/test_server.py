from __future__ import annotations

import pytest
from pydantic import ValidationError

from voice_agent.config.server import ServerConfig


def test_calls_have_time_to_end_unless_the_file_says_otherwise() -> None:
    assert ServerConfig().drain_s > 0
    assert ServerConfig(drain_s=0).drain_s == 0


@pytest.mark.parametrize("key", ["drain_s", "busy_callers"])
def test_less_than_nothing_is_an_error(key: str) -> None:
    with pytest.raises(ValidationError, match=key):
        ServerConfig.model_validate({key: -1})
