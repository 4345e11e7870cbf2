import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from webserver import web_server

from voice_agent.actions.http import HttpClient
from voice_agent.core.errors import ActionError


class Webhook:
    """Gives its answers in turn, the last one again and again, and keeps the requests."""

    def __init__(self, *answers: web.Response | float) -> None:
        self.answers = list(answers)
        self.got: list[tuple[object, str, object]] = []

    async def handle(self, request: web.Request) -> web.Response:
        connection = request.transport
        self.got.append(
            (await request.json(), request.headers.get("Idempotency-Key", ""), connection)
        )
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, web.Response):
            return answer
        await asyncio.sleep(answer)
        return web.json_response({"reference": "A7"})


@asynccontextmanager
async def serving(*answers: web.Response | float) -> AsyncIterator[tuple[Webhook, str, HttpClient]]:
    webhook, client = Webhook(*answers), HttpClient()
    async with web_server("/do", webhook.handle) as base:
        yield webhook, f"{base}/do", client
        await client.aclose()


async def test_an_object_goes_out_and_one_comes_back() -> None:
    async with serving(0.0) as (webhook, url, client):
        answer = await client.post_json(url, {"a": "é"}, timeout_ms=2000, key="k1")
    assert answer == {"reference": "A7"}
    assert [(body, key) for body, key, _ in webhook.got] == [({"a": "é"}, "k1")]


async def test_no_body_is_an_empty_object() -> None:
    async with serving(web.Response(text=" ")) as (_, url, client):
        assert await client.post_json(url, {}, timeout_ms=2000) == {}


async def test_all_calls_share_the_connections() -> None:
    async with serving(0.0) as (webhook, url, client):
        for _ in range(3):
            await client.post_json(url, {}, timeout_ms=2000)
    assert len({id(connection) for _, _, connection in webhook.got}) == 1
    assert {key for _, key, _ in webhook.got} == {""}


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (web.Response(status=400), "status 400"),
        (web.Response(status=500), "status 500"),
        (web.Response(text="<html>"), "did not answer with JSON"),
        (web.Response(text="[1]"), "must answer with a JSON object"),
        (web.Response(text=" " * 70000), "more than 64 KiB"),
    ],
)
async def test_a_bad_answer_is_an_action_error_and_is_not_asked_for_again(
    answer: web.Response, says: str
) -> None:
    async with serving(answer) as (webhook, url, client):
        with pytest.raises(ActionError, match=says) as caught:
            await client.post_json(url, {}, timeout_ms=2000)
    assert not caught.value.retryable
    assert len(webhook.got) == 1


@pytest.mark.parametrize("status", [429, 503])
async def test_a_server_that_has_not_begun_is_asked_once_more(status: int) -> None:
    async with serving(web.Response(status=status), 0.0) as (webhook, url, client):
        answer = await client.post_json(url, {"a": 1}, timeout_ms=2000, key="k1")
    assert answer == {"reference": "A7"}
    assert [(body, key) for body, key, _ in webhook.got] == [({"a": 1}, "k1")] * 2
    async with serving(*(web.Response(status=status) for _ in range(2)), 0.0) as (
        hook,
        url,
        client,
    ):
        with pytest.raises(ActionError, match=f"status {status}"):
            await client.post_json(url, {}, timeout_ms=2000)
    assert len(hook.got) == 2


async def test_a_late_answer_is_given_up_and_nothing_is_sent_again() -> None:
    async with serving(5.0) as (webhook, url, client):
        with pytest.raises(ActionError, match="did not answer in 300 ms"):
            await client.post_json(url, {}, timeout_ms=300)
    assert len(webhook.got) == 1


async def test_both_tries_share_the_deadline() -> None:
    async with serving(web.Response(status=503), 5.0) as (webhook, url, client):
        with pytest.raises(ActionError, match="did not answer in 400 ms"):
            await client.post_json(url, {}, timeout_ms=400)
    assert len(webhook.got) == 2


async def test_a_server_that_is_not_there() -> None:
    with pytest.raises(ActionError, match="webhook failed: ClientConnectorError") as caught:
        await _post_json("http://127.0.0.1:1/x", {}, timeout_ms=2000)
    assert caught.value.retryable


async def test_a_server_that_is_up_a_moment_later(unused_tcp_port: int) -> None:
    application, got = web.Application(), []

    async def handle(request: web.Request) -> web.Response:
        got.append(await request.json())
        return web.json_response({"ok": True})

    application.router.add_post("/do", handle)
    runner = web.AppRunner(application)
    await runner.setup()
    asking = asyncio.create_task(
        _post_json(f"http://127.0.0.1:{unused_tcp_port}/do", {"a": 1}, timeout_ms=2000)
    )
    await asyncio.sleep(0.1)
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    assert await asking == {"ok": True}
    assert got == [{"a": 1}]
    await runner.cleanup()


async def test_what_is_no_url_is_an_action_error() -> None:
    with pytest.raises(ActionError, match="webhook failed"):
        await _post_json("nonsense", {}, timeout_ms=2000)


async def test_a_client_that_was_closed_opens_again() -> None:
    async with serving(0.0) as (_, url, client):
        await client.post_json(url, {}, timeout_ms=2000)
        await client.aclose()
        assert await client.post_json(url, {}, timeout_ms=2000) == {"reference": "A7"}
    await HttpClient().aclose()


async def _post_json(url: str, body: dict[str, Any], *, timeout_ms: float) -> dict[str, Any]:
    client = HttpClient()
    try:
        return await client.post_json(url, body, timeout_ms=timeout_ms)
    finally:
        await client.aclose()
