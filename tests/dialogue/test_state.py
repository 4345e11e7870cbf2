from voice_agent.dialogue.state import DialogueState, Suspended, put_aside, waiting_first


def test_the_last_that_waits_comes_first_and_the_oldest_are_dropped() -> None:
    old = tuple(Suspended(task) for task in "abcdefghijk")
    state = waiting_first(DialogueState(suspended=old), Suspended("new"), Suspended("newer"))
    assert [one.task for one in state.suspended] == ["new", "newer", *"abcdefghi"]


def test_a_task_is_put_aside_with_all_that_is_known_of_it() -> None:
    under_way = DialogueState(task="transfer", details={"payee": "Tom"}, unsure=True)
    waiting = put_aside(under_way)
    assert (waiting.task, waiting.details) == ("transfer", {"payee": "Tom"})
    assert (waiting.begun, waiting.unsure) == (True, True)
