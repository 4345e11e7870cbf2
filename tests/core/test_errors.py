from __future__ import annotations

import pytest

from voice_agent.core import errors
from voice_agent.core.errors import ActionError, VoiceAgentError

ALL = [
    error
    for error in vars(errors).values()
    if isinstance(error, type) and issubclass(error, VoiceAgentError)
]


def test_a_kind_of_error_has_a_code_of_its_own() -> None:
    kinds = [error for error in ALL if error.__base__ is VoiceAgentError]
    codes = {error.code for error in kinds}
    assert len(codes) == len(kinds) > 8
    assert VoiceAgentError.code == "internal"
    assert "internal" not in codes


@pytest.mark.parametrize("error", ALL)
def test_an_error_is_its_message(error: type[VoiceAgentError]) -> None:
    made = error("line.yaml: playbok: unknown key")
    assert str(made) == "line.yaml: playbok: unknown key"
    assert made.stage is None


def test_an_error_may_name_the_stage_at_fault() -> None:
    assert errors.DeadlineError("no answer", stage="stt").stage == "stt"


def test_whether_an_action_may_be_tried_again() -> None:
    assert not ActionError("failed").retryable
    assert ActionError("not sent", retryable=True).retryable
