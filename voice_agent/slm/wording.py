"""What the wording of a turn adds to the model's opinion on who needs a person. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from voice_agent.slm.graph import Logits

_ASKED = 5.0
_MENTIONED = 5.0
"""Log-odds beside the model's own. How they were chosen: docs/results/understanding.md."""


def with_wording(
    logits: Logits,
    spoken: Literal["asks", "mentions", "no"],
    reasons: Sequence[str],
    with_people: Sequence[int],
) -> Logits:
    """Return the logits of a turn, corrected by what its wording says about staff.

    A caller who asks for staff needs somebody, whatever the reason. Where staff are only mentioned,
    that is no reason; anger, fraud and the like are, if the model hears one of them rather than a
    wish.

    Args:
        logits: What the graph says.
        spoken: What ``Language.speaks_of_staff`` says.
        reasons: Names of the reasons for a person, ``none`` first.
        with_people: Indices of the intents that a person takes.
    """
    if spoken == "no" or "person" not in reasons:
        return logits
    escalation = np.array(logits.escalation)
    person = list(reasons).index("person")
    if spoken == "asks":
        escalation[0] -= _ASKED
        return replace(logits, escalation=escalation)
    if int(escalation[1:].argmax()) + 1 != person:
        return logits
    # What else the model hears in the mention was never its first thought.
    escalation[1:] -= _MENTIONED
    intent = np.array(logits.intent)
    if with_people:
        # The caller may want something else, or nothing that is known here.
        intent[0] = np.logaddexp.reduce(intent[[0, *with_people]])
        intent[list(with_people)] -= _MENTIONED
    return replace(logits, escalation=escalation, intent=intent)
