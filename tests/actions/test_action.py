from voice_agent.actions.action import ActionContext, key_of


def test_the_key_is_the_same_for_a_second_try_and_another_for_another_deed() -> None:
    first = ActionContext("transfer", "c1", turn=3, task="transfer")
    assert first.idempotency_key == "c1:3:transfer"
    assert first == ActionContext("transfer", "c1", turn=3, task="transfer")
    assert first.idempotency_key != ActionContext("transfer", "c1", turn=4).idempotency_key


def test_the_key_tells_two_deeds_of_a_turn_apart_and_shows_no_detail() -> None:
    first = key_of("c1", 3, "pay", {"to": "Tom", "pin": "4471"})
    assert first == key_of("c1", 3, "pay", {"pin": "4471", "to": "Tom"})
    assert first.startswith("c1:3:pay:")
    assert "4471" not in first
    others = [("c1", 3, "pay", {"to": "Ann"}), ("c1", 4, "pay", {"to": "Tom", "pin": "4471"})]
    assert first not in [key_of(*other) for other in others]
    assert ActionContext("pay", "c1", 3, key=first).idempotency_key == first
