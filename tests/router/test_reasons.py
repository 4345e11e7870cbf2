"""Why a turn goes where it goes."""

from typing import get_args

from voice_agent.core.turn import EscalationReason
from voice_agent.router.reasons import REASONS, RESPONSES


def test_each_reason_for_a_person_has_words() -> None:
    assert set(REASONS) == set(get_args(EscalationReason))


def test_reasons_name_the_task_or_the_detail_only() -> None:
    for words in RESPONSES.values():
        assert words.format(what="the amount", task="the transfer")
