"""An output names one source that exists."""

from __future__ import annotations

from typing import Any

import pytest
from fakes import playbook
from pydantic import ValidationError

from voice_agent.playbook import Playbook


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ({}, "exactly one of"),
        ({"intent": "fees", "action": "transfer"}, "exactly one of"),
        ({"intent": "none"}, "outputs.x: no intent 'none'"),
        ({"detail": "transfer.colour"}, "'transfer' has no detail 'colour'; known: amount"),
        ({"action": "fly"}, "no action 'fly'; known: balance, transfer"),
        ({"question": "why"}, "no question 'why'; known: none"),
        ({"disposition": ["happy"]}, "nothing_said"),
    ],
)
def test_what_is_no_output(spec: dict[str, Any], why: str) -> None:
    given = {**playbook().model_dump(exclude={"phrases"}), "outputs": {"x": spec}}
    with pytest.raises(ValidationError, match=why):
        Playbook.model_validate(given)
