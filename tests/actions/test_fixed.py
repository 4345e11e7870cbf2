import pytest

from voice_agent.actions.action import ActionContext
from voice_agent.actions.fixed import FixedAction, select
from voice_agent.core.errors import ActionError
from voice_agent.playbook import ActionSpec

BALANCE = ActionSpec(by="account", returns={"balance": {"savings": "20"}, "currency": "dollars"})


def test_fixed_results_are_selected_by_a_detail() -> None:
    assert select(BALANCE, {"account": "savings"}) == {"balance": "20", "currency": "dollars"}


def test_a_value_without_an_entry_is_an_error_unless_there_is_a_default() -> None:
    with pytest.raises(ActionError, match="no balance for account 'gold'"):
        select(BALANCE, {"account": "gold"})
    with_default = ActionSpec(by="account", returns={"balance": {"default": "0"}})
    assert select(with_default, {}) == {"balance": "0"}


def test_a_mapping_is_a_result_like_any_other_without_by() -> None:
    assert select(ActionSpec(returns={"all": {"a": 1}}), {}) == {"all": {"a": 1}}


def test_what_a_value_was_said_with_does_not_count() -> None:
    price = ActionSpec(by="flower", returns={"price": {"roses": "30", "red roses": "40"}})
    assert select(price, {"flower": "a dozen roses"}) == {"price": "30"}
    assert select(price, {"flower": "red roses"}) == {"price": "40"}
    with pytest.raises(ActionError):
        select(price, {"flower": "primroses"})


async def test_the_preview_is_what_it_will_return() -> None:
    action = FixedAction(BALANCE)
    assert action.preview({"account": "savings"}) == await action.run(
        {"account": "savings"}, ActionContext("balance", "c1")
    )
    assert action.preview({"account": "gold"}) is None
