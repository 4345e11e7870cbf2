"""The agent's half of turn-taking, pair by pair, and the rules for both halves together."""

from __future__ import annotations

import itertools

import pytest

from voice_agent.calls.agent_state import (
    RULES,
    TRANSITIONS,
    AgentEvent,
    AgentState,
    Reaction,
    reaction,
    step,
)
from voice_agent.turns.policy import TurnState

S, E, C, R = AgentState, AgentEvent, TurnState, Reaction

EXPECTED = {
    S.LISTENING: {E.TURN_OVER: S.THINKING, E.QUEUED: S.SPEAKING},
    S.THINKING: {
        E.ACTION_BEGAN: S.ACTING,
        E.AUDIBLE: S.SPEAKING,
        E.DROPPED: S.LISTENING,
        E.CUT_OFF: S.LISTENING,
    },
    S.ACTING: {
        E.ACTION_ENDED: S.THINKING,
        E.AUDIBLE: S.SPEAKING,
        E.DROPPED: S.LISTENING,
        E.CUT_OFF: S.LISTENING,
    },
    S.SPEAKING: {
        E.TURN_OVER: S.THINKING,
        E.PLAYED_OUT: S.LISTENING,
        E.PLAYED_OUT_HANDED_OFF: S.HANDED_OFF,
        E.CUT_OFF: S.LISTENING,
    },
    S.HANDED_OFF: {E.TURN_OVER: S.THINKING, E.QUEUED: S.SPEAKING},
}


@pytest.mark.parametrize(("state", "event"), list(itertools.product(S, E)))
def test_every_pair_of_state_and_event(state: AgentState, event: AgentEvent) -> None:
    assert step(state, event) is EXPECTED[state].get(event, state)


def test_every_state_can_be_reached_and_left() -> None:
    assert {state for state, _ in TRANSITIONS} == set(S)
    assert set(TRANSITIONS.values()) == set(S)


def test_an_answer_that_is_queued_is_owed_until_it_is_heard() -> None:
    state = S.LISTENING
    for event, expected in (
        (E.TURN_OVER, S.THINKING),
        (E.ACTION_BEGAN, S.ACTING),
        (E.ACTION_ENDED, S.THINKING),
        (E.QUEUED, S.THINKING),
        (E.AUDIBLE, S.SPEAKING),
        (E.PLAYED_OUT, S.LISTENING),
    ):
        state = step(state, event)
        assert state is expected


@pytest.mark.parametrize(
    ("agent", "unfinished", "finished"),
    [
        (S.LISTENING, R.OPEN, R.OPEN),
        (S.THINKING, R.JOIN, R.INTERRUPT),
        (S.ACTING, R.INTERRUPT, R.INTERRUPT),
        (S.SPEAKING, R.JOIN, R.INTERRUPT),
        (S.HANDED_OFF, R.OPEN, R.OPEN),
    ],
)
def test_what_follows_when_an_idle_caller_begins_to_speak(
    agent: AgentState, unfinished: Reaction, finished: Reaction
) -> None:
    assert reaction(C.IDLE, agent, unfinished=True) is unfinished
    assert reaction(C.IDLE, agent, unfinished=False) is finished


@pytest.mark.parametrize(("caller", "agent"), list(itertools.product(C, S)))
def test_every_pair_of_states_has_a_rule(caller: TurnState, agent: AgentState) -> None:
    rule = RULES[caller, agent]
    both_silent = (caller, agent) == (C.IDLE, S.LISTENING)
    assert rule.idle is both_silent, "silence is nobody's turn only while both are silent"
    if caller is not C.IDLE:
        assert {rule.unfinished, rule.finished} == {R.INTERRUPT}, "the caller has the floor"
