from voice_agent.actions.action import ActionContext


def test_the_key_is_the_same_for_a_second_try_and_another_for_another_deed() -> None:
    first = ActionContext("transfer", "c1", turn=3, task="transfer")
    assert first.idempotency_key == "c1:3:transfer"
    assert first == ActionContext("transfer", "c1", turn=3, task="transfer")
    assert first.idempotency_key != ActionContext("transfer", "c1", turn=4).idempotency_key
