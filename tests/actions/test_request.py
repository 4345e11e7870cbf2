from typing import Any

import pytest
from aiohttp import web
from webserver import web_server

from voice_agent.actions.action import ActionContext
from voice_agent.actions.request import HttpAction
from voice_agent.core.errors import ActionError, ConfigError
from voice_agent.playbook import ActionSpec
from voice_agent.playbook.action_schema import HttpSpec

DETAILS = {"account": "credit card", "amount": {"amount": 250.0, "currency": "USD"}}


async def sent(spec: HttpSpec, context: ActionContext) -> tuple[str, str, Any, dict[str, str]]:
    """Carry a request out and return what the server got; ``spec.url`` is a path."""
    got: list[Any] = []

    async def handle(request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else None
        got.append((request.method, request.raw_path, body, dict(request.headers)))
        return web.json_response({"reference": "A7"})

    async with web_server("/{tail:.*}", handle) as base:
        action = HttpAction(spec.model_copy(update={"url": base + spec.url}), 2000)
        assert action.preview(DETAILS) is None
        assert await action.run(DETAILS, context) == {"reference": "A7"}
        await context.http.aclose()
    (only,) = got
    return only  # type: ignore[no-any-return]


def spec(url: str, **more: Any) -> HttpSpec:
    return HttpSpec(url=f"https://b{url}", **more).model_copy(update={"url": url})


async def test_what_is_read_is_asked_for_without_a_key() -> None:
    context = ActionContext("balance", "c1")
    method, path, body, headers = await sent(spec("/accounts/{account}?x={call.turn}"), context)
    assert (method, path, body) == ("GET", "/accounts/credit%20card?x=0", None)
    assert "Idempotency-Key" not in headers
    assert headers["Accept"] == "application/json"


async def test_what_changes_something_carries_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANK_TOKEN", "s3cret {account}")
    request = spec(
        "/transfers",
        method="PUT",
        headers={"Authorization": "Bearer ${BANK_TOKEN}"},
        body={"amount": "{amount.amount}", "key": "{call.key}", "of": "{call.task}/{call.action}"},
    )
    context = ActionContext("pay", "c1", 2, "transfer", key="k7")
    method, path, body, headers = await sent(request, context)
    assert (method, path) == ("PUT", "/transfers")
    assert body == {"amount": 250.0, "key": "k7", "of": "transfer/pay"}
    assert headers["Idempotency-Key"] == "k7"
    assert headers["Authorization"] == "Bearer s3cret {account}"


async def test_the_header_of_the_key_and_the_callers_number() -> None:
    request = spec("/x", method="POST", key_header="X-Request", body={"from": "{caller.number}"})
    context = ActionContext("pay", "c1", 2, caller="+1415")
    *_, body, headers = await sent(request, context)
    assert body == {"from": "+1415"}
    assert headers["X-Request"] == "c1:2:pay"
    assert "Idempotency-Key" not in headers


async def test_the_envelope_of_a_webhook() -> None:
    webhook = ActionSpec(webhook="https://b/do").request
    assert webhook is not None
    request = webhook.model_copy(update={"url": "/do"})
    context = ActionContext("transfer", "c1", turn=2)
    method, path, body, headers = await sent(request, context)
    assert (method, path) == ("POST", "/do")
    assert body == {"action": "transfer", "call_id": "c1", "details": DETAILS}
    assert headers["Idempotency-Key"] == "c1:2:transfer"


async def test_nothing_is_sent_without_what_the_url_needs() -> None:
    action = HttpAction(HttpSpec(url="http://127.0.0.1:1/{account}"), 2000)
    with pytest.raises(ActionError, match=r"nothing fills '\{account\}'"):
        await action.run({}, ActionContext("balance", "c1"))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"url": "${NO_SUCH}/x"}, "http.url: the environment variable NO_SUCH is not set"),
        ({"url": "${NO_URL}/x"}, "http.url: expected a URL that begins with http:// or https://"),
        (
            {"url": "https://b", "headers": {"Authorization": "Bearer ${NO_SUCH}"}},
            "http.headers.Authorization: the environment variable NO_SUCH is not set; set it",
        ),
        (
            {"url": "https://b", "headers": {"X": "${LINES}"}},
            "http.headers.X: expected one line of ASCII text",
        ),
        (
            {"url": "https://b", "method": "POST", "body": {"a": "${NO_SUCH}"}},
            "http.body.a: the environment variable NO_SUCH is not set",
        ),
    ],
)
def test_what_the_environment_lacks_is_one_error_at_start_without_a_secret(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, Any], says: str
) -> None:
    monkeypatch.setenv("NO_URL", "s3cret")
    monkeypatch.setenv("LINES", "s3cret\r\nX-Admin: yes")
    with pytest.raises(ConfigError) as caught:
        HttpAction(HttpSpec(**given), 2000)
    assert says in str(caught.value)
    assert "s3cret" not in str(caught.value)
