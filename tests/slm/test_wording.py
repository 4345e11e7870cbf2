"""What the wording adds to the model's opinion."""

from __future__ import annotations

import numpy as np

from voice_agent.slm.graph import Logits
from voice_agent.slm.wording import with_wording

REASONS = ("none", "person", "anger")
PEOPLE = [2]


def logits(*escalation: float) -> Logits:
    return Logits(
        intent=np.array([0.0, 1.0, 2.0], dtype=np.float32),
        escalation=np.array(escalation, dtype=np.float32),
    )


def test_wording_that_does_not_tell_changes_nothing() -> None:
    one = logits(1, 0, 0)
    assert with_wording(one, "no", REASONS, PEOPLE) is one
    assert with_wording(one, "asks", (), PEOPLE) is one


def test_a_wish_raises_every_reason_and_keeps_their_order() -> None:
    found = with_wording(logits(2, 0, 1), "asks", REASONS, PEOPLE)
    assert found.escalation[0] < 0
    assert found.escalation[1:].tolist() == [0, 1]
    assert found.intent.tolist() == [0, 1, 2]


def test_a_mention_lowers_the_wish_and_what_a_person_takes() -> None:
    found = with_wording(logits(0, 2, 1), "mentions", REASONS, PEOPLE)
    assert found.escalation.argmax() == 0
    assert found.intent.argmax() == 0
    assert found.intent[1] == 1.0


def test_a_mention_in_anger_is_anger() -> None:
    one = logits(0, 1, 2)
    assert with_wording(one, "mentions", REASONS, PEOPLE) is one
