from __future__ import annotations

from typing import get_args

import pytest

from voice_agent.server.access.refused import Reason, Refused


@pytest.mark.parametrize("reason", get_args(Reason))
def test_each_reason_has_a_status_and_a_sentence(reason: Reason) -> None:
    refused = Refused(reason)
    assert refused.status in (401, 403, 429)
    assert refused.message
    assert (refused.status == 429) == reason.startswith("too_many")
