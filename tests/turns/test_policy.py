import itertools

import pytest

from voice_agent.turns.policy import TRANSITIONS, TurnAction, TurnEvent, TurnState, step

S, E, A = TurnState, TurnEvent, TurnAction


@pytest.mark.parametrize(("state", "event"), list(itertools.product(S, E)))
def test_every_state_takes_every_event(state: TurnState, event: TurnEvent) -> None:
    after, action = step(state, event)
    if (state, event) in TRANSITIONS:
        assert (after, action) == TRANSITIONS[state, event]
        assert action is not A.NOTHING
    else:
        assert (after, action) == (state, A.NOTHING)


def run(*events: TurnEvent) -> tuple[TurnState, list[TurnAction]]:
    state, actions = S.IDLE, []
    for event in events:
        state, action = step(state, event)
        actions.append(action)
    return state, actions


def test_a_plain_turn_is_opened_judged_and_committed() -> None:
    assert run(E.SPEECH_STARTED, E.SPEECH_STOPPED, E.PAUSED_ENOUGH) == (
        S.IDLE,
        [A.OPEN, A.JUDGE, A.COMMIT],
    )


def test_a_pause_inside_a_turn_does_not_end_it() -> None:
    state, actions = run(E.SPEECH_STARTED, E.SPEECH_STOPPED, E.SPEECH_STARTED, E.SPEECH_STOPPED)
    assert state is S.PAUSED
    assert actions == [A.OPEN, A.JUDGE, A.RESUME, A.JUDGE]


def test_a_decision_that_comes_after_the_caller_went_on_is_dropped() -> None:
    state, actions = run(E.SPEECH_STARTED, E.SPEECH_STOPPED, E.SPEECH_STARTED, E.PAUSED_ENOUGH)
    assert state is S.SPEAKING
    assert actions[-1] is A.NOTHING


def test_endless_speech_is_cut_and_its_end_means_nothing() -> None:
    state, actions = run(E.SPEECH_STARTED, E.SPOKE_TOO_LONG, E.SPEECH_STOPPED)
    assert (state, actions[1:]) == (S.IDLE, [A.COMMIT, A.NOTHING])


def test_a_turn_that_is_too_long_ends_in_its_pause_too() -> None:
    state, actions = run(E.SPEECH_STARTED, E.SPEECH_STOPPED, E.SPOKE_TOO_LONG)
    assert (state, actions[-1]) == (S.IDLE, A.COMMIT)
