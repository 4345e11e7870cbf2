import asyncio
from typing import Any

import pytest
from aiohttp import web
from webserver import web_server

from voice_agent.actions.fixed import select
from voice_agent.actions.run import run_action
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


async def webhook(answer: web.Response | None = None, delay_s: float = 0.0) -> dict[str, Any]:
    got: list[Any] = []

    async def handle(request: web.Request) -> web.Response:
        got.append(await request.json())
        await asyncio.sleep(delay_s)
        return answer or web.json_response({"reference": "A7"})

    async with web_server("/do", handle) as url:
        spec = ActionSpec(webhook=f"{url}/do", timeout_ms=300)
        result = await run_action("transfer", spec, {"payee": "Sarah"}, call_id="c1")
    assert got == [{"action": "transfer", "call_id": "c1", "details": {"payee": "Sarah"}}]
    return result


async def test_a_webhook_gets_the_details_and_answers_with_fields() -> None:
    assert await webhook() == {"reference": "A7"}
    assert await webhook(web.Response(text="")) == {}


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (web.Response(status=500), "status 500"),
        (web.Response(text="<html>"), "JSON"),
        (web.Response(text="[1]"), "JSON object"),
        (web.Response(text=" " * 70000), "64 KiB"),
    ],
)
async def test_a_bad_answer_is_an_action_error(answer: web.Response, says: str) -> None:
    with pytest.raises(ActionError, match=says):
        await webhook(answer)


async def test_a_slow_webhook_is_given_up() -> None:
    with pytest.raises(ActionError, match="did not answer in 300 ms"):
        await webhook(delay_s=2)


async def test_a_webhook_that_is_not_there() -> None:
    with pytest.raises(ActionError, match="webhook failed"):
        await run_action(
            "x", ActionSpec(webhook="http://127.0.0.1:1/x", timeout_ms=500), {}, call_id="c"
        )
