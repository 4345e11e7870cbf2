"""The small bank's playbook with parts of it changed, or what is said of a change."""

from __future__ import annotations

from typing import Any

import pytest
from fakes import playbook
from pydantic import ValidationError

from voice_agent.playbook.schema import Playbook


def changed(**parts: Any) -> Playbook:
    """Return the playbook with other parts."""
    return Playbook.model_validate(playbook().model_dump() | parts)


def refused(**parts: Any) -> str:
    """Return why the playbook cannot have these parts."""
    with pytest.raises(ValidationError) as caught:
        changed(**parts)
    return str(caught.value)
