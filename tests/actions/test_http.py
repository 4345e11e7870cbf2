import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from webserver import web_server

from voice_agent.actions.http import HttpClient, Request
from voice_agent.core.errors import ActionError, ActionNotFound, ActionTimeout, ActionUnknown


class Webhook:
    """Gives its answers in turn, the last one again and again, and keeps the requests."""

    def __init__(self, *answers: web.Response | float) -> None:
        self.answers = list(answers)
        self.got: list[tuple[object, str, object]] = []

    async def handle(self, request: web.Request) -> web.Response:
        connection = request.transport
        self.got.append(
            (
                await request.json() if request.can_read_body else None,
                request.headers.get("Idempotency-Key", ""),
                connection,
            )
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
    with pytest.raises(ActionError, match="reached: ClientConnectorError") as caught:
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
    with pytest.raises(ActionError, match="the server cannot be reached"):
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


async def fetch(
    *answers: web.Response | float, method: str = "POST", timeout_ms: float = 2000
) -> tuple[Any, int]:
    """Return the answer or the error, and how often the server was asked."""
    async with serving(*answers) as (webhook, url, client):
        request = Request(method, url, None if method in ("GET", "HEAD") else {"a": 1})
        try:
            answer: Any = await client.fetch(request, timeout_ms=timeout_ms)
        except ActionError as error:
            answer = error
        return answer, len(webhook.got)


def large(chunks: int) -> Any:
    """An answer that comes in pieces, as large ones do."""

    async def handle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b'{"text": "')
        for _ in range(chunks):
            await response.write(b"x" * 1000)
            await asyncio.sleep(0)
        await response.write(b'"}')
        return response

    return handle


async def test_an_answer_in_pieces_is_read_to_its_end() -> None:
    client = HttpClient()
    async with web_server("/do", large(40)) as base:
        answer = await client.fetch(Request("GET", f"{base}/do"), timeout_ms=5000)
        assert len(answer["text"]) == 40_000
        await client.aclose()


async def test_a_huge_answer_is_not_read_to_its_end() -> None:
    client = HttpClient()
    async with web_server("/do", large(2000)) as base:
        with pytest.raises(ActionUnknown, match="more than 64 KiB"):
            await client.fetch(Request("POST", f"{base}/do", {}), timeout_ms=5000)
        await client.aclose()


@pytest.mark.parametrize("status", [500, 502, 504, 408, 303])
async def test_what_a_server_may_have_done_is_unknown_and_not_sent_again(status: int) -> None:
    error, asked = await fetch(web.Response(status=status), 0.0)
    assert isinstance(error, ActionUnknown)
    assert asked == 1


@pytest.mark.parametrize("text", ["<html>", '{"a": ', "[" * 60_000])
async def test_done_with_an_answer_that_is_not_json_is_unknown(text: str) -> None:
    error, _ = await fetch(web.Response(text=text))
    assert isinstance(error, ActionUnknown)
    assert str(error) == "the server did not answer with JSON"
    error, _ = await fetch(web.Response(text=text), method="GET")
    assert not isinstance(error, ActionUnknown)


@pytest.mark.parametrize("status", [400, 401, 403, 409, 422, 307])
async def test_what_a_server_refuses_was_not_done(status: int) -> None:
    error, asked = await fetch(web.Response(status=status), 0.0)
    assert type(error) is ActionError
    assert asked == 1


@pytest.mark.parametrize("status", [404, 410])
async def test_what_is_not_there(status: int) -> None:
    error, _ = await fetch(web.Response(status=status), method="GET")
    assert isinstance(error, ActionNotFound)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT"])
async def test_what_is_the_same_twice_is_sent_again_after_a_gateways_error(method: str) -> None:
    answer, asked = await fetch(web.Response(status=502), 0.0, method=method)
    assert answer == ({} if method == "HEAD" else {"reference": "A7"})
    assert asked == 2


async def test_a_late_answer_is_unknown_unless_nothing_was_sent_or_it_only_reads() -> None:
    error, _ = await fetch(5.0, timeout_ms=200)
    assert isinstance(error, ActionTimeout)
    error, _ = await fetch(5.0, method="GET", timeout_ms=200)
    assert type(error) is ActionError
    error, _ = await fetch(web.Response(status=503), method="POST", timeout_ms=100)
    assert type(error) is ActionError, "it says that it has not begun"


async def test_doubt_about_the_first_try_stays_when_the_second_is_refused() -> None:
    error, asked = await fetch(web.Response(status=502), web.Response(status=404), method="PUT")
    assert type(error) is ActionUnknown
    assert asked == 2
    error, _ = await fetch(web.Response(status=503), web.Response(status=422))
    assert type(error) is ActionError


async def test_a_connection_that_breaks_after_the_request_is_unknown() -> None:
    async def break_off(request: web.Request) -> web.Response:
        await request.read()
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    client = HttpClient()
    async with web_server("/do", break_off) as base:
        with pytest.raises(ActionUnknown, match="reached: ServerDisconnectedError"):
            await client.fetch(Request("POST", f"{base}/do", {}), timeout_ms=2000)
        await client.aclose()


def going(*places: str) -> Any:
    """Redirects from one place to the next; the last one answers."""

    async def handle(request: web.Request) -> web.Response:
        number = int(request.query.get("n", "0"))
        if number == len(places):
            return web.json_response({"token": request.headers.get("Authorization", "")})
        base = f"{request.scheme}://{request.host}"
        return web.Response(status=302, headers={"Location": places[number].format(base=base)})

    return handle


async def redirected(*places: str) -> Any:
    client = HttpClient()
    async with web_server("/do", going(*places)) as base:
        headers = {"Authorization": "Bearer s3cret"}
        try:
            return await client.fetch(
                Request("GET", f"{base}/do", headers=headers), timeout_ms=2000
            )
        except ActionError as error:
            return str(error)
        finally:
            await client.aclose()


async def test_redirects_are_followed_on_the_same_server_only() -> None:
    assert await redirected("/do?n=1", "{base}/do?n=2") == {"token": "Bearer s3cret"}
    for place in ("http://localhost:1/do", "http://127.0.0.1:1/do?n=1", "https://127.0.0.1/do"):
        assert await redirected(place) == "the server redirects to another host"
    assert await redirected(*["/do?n=0"] * 9) == "the server redirects too often"


async def test_a_cookie_of_one_call_is_not_sent_in_another() -> None:
    cookies: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        cookies.append(request.headers.get("Cookie", ""))
        return web.json_response({}, headers={"Set-Cookie": "session=anna; Path=/"})

    client = HttpClient()
    async with web_server("/do", handle) as base:
        # Cookies of an address without a name are refused by most jars anyway.
        url = base.replace("127.0.0.1", "localhost") + "/do"
        for _ in range(2):
            await client.fetch(Request("GET", url), timeout_ms=2000)
        await client.aclose()
    assert cookies == ["", ""]


def test_a_request_shows_no_secret() -> None:
    request = Request("GET", "https://b/anna", {"pin": "4471"}, {"Authorization": "s3cret"})
    assert repr(request) == "Request(method='GET', of='')"
