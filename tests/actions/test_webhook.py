from typing import Any

from aiohttp import web
from webserver import web_server

from voice_agent.actions.action import ActionContext
from voice_agent.actions.webhook import WebhookAction


async def test_the_details_go_out_in_an_envelope_and_the_answer_is_the_result() -> None:
    got: list[Any] = []

    async def handle(request: web.Request) -> web.Response:
        got.append((await request.json(), request.headers["Idempotency-Key"]))
        return web.json_response({"reference": "A7"})

    context = ActionContext("transfer", "c1", turn=2)
    async with web_server("/do", handle) as base:
        action = WebhookAction(f"{base}/do", timeout_ms=2000)
        assert action.preview({"payee": "Sarah"}) is None
        assert await action.run({"payee": "Sarah"}, context) == {"reference": "A7"}
        await context.http.aclose()
    envelope = {"action": "transfer", "call_id": "c1", "details": {"payee": "Sarah"}}
    assert got == [(envelope, "c1:2:transfer")]
