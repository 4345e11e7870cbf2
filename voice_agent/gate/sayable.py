"""Find what no answer may contain, whatever its source. Pure; called before anything is spoken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from voice_agent.playbook.protection import pattern_of
from voice_agent.playbook.schema import Playbook

Fault = Literal["", "never_say", "unverified", "human"]
"""Why words may not be said: never, not before the caller is verified, or because they claim that
a human being speaks. Empty if they may be."""


def fault(playbook: Playbook, text: str, *, verified: bool) -> Fault:
    """Return why words may not be said; empty if they may.

    Args:
        playbook: Its ``never_say``, and that of ``verify``.
        text: The words.
        verified: Whether the caller is verified.
    """
    if _found(tuple(playbook.never_say), text):
        return "never_say"
    verify = playbook.verify
    if verify is not None and not verified and _found(tuple(verify.never_say), text):
        return "unverified"
    return "human" if playbook.lang.claims_to_be_human(text) else ""


def sayable(
    playbook: Playbook, before: str, clauses: Sequence[str], *, verified: bool
) -> tuple[str, Fault]:
    """Return the clauses before the first one that may not be said, and why it may not.

    Args:
        playbook: What may not be said.
        before: What the same reply has said already: words are found across clauses, too.
        clauses: What is to be said.
        verified: Whether the caller is verified.
    """
    said = before
    for number, clause in enumerate(clauses):
        said = f"{said} {clause}".strip()
        why = fault(playbook, said, verified=verified)
        if why:
            return " ".join(clauses[:number]), why
    return " ".join(clauses), ""


@lru_cache(maxsize=64)
def _rules(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    if not phrases:
        return None
    return re.compile("|".join(map(pattern_of, phrases)), re.IGNORECASE)


def _found(phrases: tuple[str, ...], text: str) -> bool:
    rules = _rules(phrases)
    return rules is not None and rules.search(text) is not None
