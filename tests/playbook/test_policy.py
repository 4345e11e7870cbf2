"""The limits of what decides where a turn goes."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from voice_agent.playbook.policy import Policy


@pytest.mark.parametrize("name", ["out_of_scope_threshold", "reasoning_threshold"])
def test_a_probability_is_from_0_to_1(name: str) -> None:
    assert all(getattr(Policy(**{name: value}), name) == value for value in (0, 1))
    for value in (-0.01, 1.01):
        with pytest.raises(ValidationError):
            Policy(**{name: value})


def test_an_unknown_key_is_a_mistake() -> None:
    with pytest.raises(ValidationError):
        Policy.model_validate({"max_abused": 1})
