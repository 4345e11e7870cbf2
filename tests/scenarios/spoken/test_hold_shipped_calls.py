"""Calls of every kind, spoken over both carriers' lines, with the shipped models."""

from __future__ import annotations

import asyncio

import pytest

from voice_agent.config.load import load_pipeline
from voice_agent.pipeline.assembly import load_engines
from voice_agent.scenarios.judge import Outcome
from voice_agent.scenarios.schema import CHECKS_FILE, load_checks
from voice_agent.scenarios.spoken.calling import Calling
from voice_agent.scenarios.spoken.exchange import open_exchange
from voice_agent.scenarios.spoken.hold import hold_by_voice
from voice_agent.scenarios.spoken.voice import load_speaker

CALLS = {
    "raw": (
        "a plain yes sends the money",
        "absolutely not is no yes",
        "a moment at the read-back",
        "another day at the read-back",
        "silence to the end",
    ),
    "twilio": (
        "keys at once",
        "a person over an answer",
        "two parts of one request stay one",
        "a statement and a card in two sentences",
        "goodbye",
    ),
}

MISHEARD = 1
"""Calls that the recogniser may spoil: a word at its limit is heard one way today, and another on
the next processor. Nothing else may go wrong."""


@pytest.mark.slow
@pytest.mark.real
@pytest.mark.virtual_time
async def test_ten_spoken_calls_go_as_they_should_where_they_are_heard() -> None:
    config = load_pipeline("bank")
    checks = load_checks(config.playbook_folder / CHECKS_FILE)
    scripts = {scenario.name: scenario for scenario in checks.scenarios}
    engines, speaker = load_engines(config), load_speaker(None)
    try:
        async with open_exchange(engines) as exchange:
            held = [
                hold_by_voice(
                    [(scripts[name], checks) for name in names],
                    exchange,
                    speaker,
                    Calling(carrier=carrier, calls=3),
                )
                for carrier, names in CALLS.items()
            ]
            outcomes = [one for some in await asyncio.gather(*held) for one in some]
    finally:
        await engines.aclose()
    assert len(outcomes) == 10
    wrong = [outcome for outcome in outcomes if not outcome.right]
    misheard = [one for one in wrong if one.cause == "recogniser" and not one.wrong_actions]
    assert wrong == misheard, "\n".join(map(told, wrong))
    assert len(misheard) <= MISHEARD, "\n".join(map(told, misheard))


def told(outcome: Outcome) -> str:
    heard = [f"heard {one.heard} for '{one.text}'" for one in outcome.said]
    faults = [*outcome.faults, *outcome.wrong_actions, *heard]
    return f"{outcome.scenario.name} ({outcome.cause}): {'; '.join(faults)}"
