"""What callers may want, and which words an answer needs."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from voice_agent.playbook.intents import DetailSpec, IntentSpec


@pytest.mark.parametrize("route", ["retrieve", "llm", "human"])
def test_only_the_playbooks_own_answers_need_words(route: Any) -> None:
    assert IntentSpec(route=route).answer is None
    with pytest.raises(ValidationError, match="needs an 'answer'"):
        IntentSpec()


def test_an_entity_fills_the_detail_of_its_own_name_or_the_one_that_names_it() -> None:
    intent = IntentSpec(
        answer="Done.", details={"amount": DetailSpec(), "to": DetailSpec(entity="payee")}
    )
    assert [intent.entity_of(detail) for detail in intent.details] == ["amount", "payee"]
