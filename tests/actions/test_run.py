import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from fakes import playbook
from webserver import web_server

from voice_agent.actions.run import Actions
from voice_agent.core.errors import ActionError
from voice_agent.playbook import ActionSpec

MODULE = """
import asyncio, threading, time
from voice_agent.core.errors import ActionError

def where(details, context):
    return {"thread": threading.current_thread().name, "key": context.idempotency_key,
            "task": context.task}
async def slow(details): await asyncio.sleep(60)
def slow_too(details): time.sleep(0.5); return {}
def refuses(details): raise ActionError("no such account")
def breaks(details): raise RuntimeError("Sarah's card")
def wrong(details): return "done"
"""


@asynccontextmanager
async def actions(folder: Path, **specs: Any) -> AsyncIterator[Actions]:
    (folder / "own.py").write_text(MODULE)
    names = ("where", "slow", "slow_too", "refuses", "breaks", "wrong")
    own = {
        name: ActionSpec(python=f"own.py:{name}", timeout_ms=20 if "slow" in name else 5000)
        for name in names
    }
    fixed = {"balance": ActionSpec(by="account", returns={"balance": {"savings": "20"}})}
    book = playbook(folder).model_copy(update={"actions": {**own, **fixed, **specs}})
    made = Actions(book)
    try:
        yield made
    finally:
        await made.aclose()


async def test_an_action_is_carried_out_with_its_context(tmp_path: Path) -> None:
    async with actions(tmp_path) as all_of_them:
        result = await all_of_them.run("where", {}, call_id="c1", turn=2, task="transfer")
        assert result["thread"].startswith("action")
        assert (result["key"], result["task"]) == ("c1:2:where", "transfer")
        details = {"account": "savings"}
        assert await all_of_them.run("balance", details, call_id="c1") == {"balance": "20"}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("slow", "slow did not answer in 20 ms"),
        ("slow_too", "slow_too did not answer in 20 ms"),
        ("refuses", "no such account"),
        ("breaks", "breaks failed: RuntimeError"),
        ("wrong", "wrong must return a dict of fields, not str"),
        ("balance", "no balance for account None"),
    ],
)
async def test_whatever_goes_wrong_is_an_action_error(tmp_path: Path, name: str, says: str) -> None:
    async with actions(tmp_path) as all_of_them:
        with pytest.raises(ActionError, match=f"^{says}$") as caught:
            await all_of_them.run(name, {}, call_id="c1")
    assert "Sarah" not in str(caught.value)


async def test_a_preview_is_made_of_what_is_known_without_doing_anything(tmp_path: Path) -> None:
    async with actions(tmp_path) as all_of_them:
        assert all_of_them.preview("balance", {"account": "savings"}) == {"balance": "20"}
        assert all_of_them.preview("balance", {}) is None
        assert all_of_them.preview("where", {}) is None
        assert all_of_them.preview("none", {}) is None


async def test_too_many_at_once_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = threading.Event()
    async with actions(tmp_path) as all_of_them:
        monkeypatch.setattr(
            all_of_them._actions["where"], "run", lambda details, context: release.wait(5) and {}
        )
        running = [
            asyncio.create_task(all_of_them.run("where", {}, call_id="c1")) for _ in range(24)
        ]
        await asyncio.sleep(0.01)
        with pytest.raises(ActionError, match="where: too many actions are under way"):
            await all_of_them.run("where", {}, call_id="c1")
        release.set()
        await asyncio.gather(*running)


async def test_webhooks_of_all_calls_share_the_connections(tmp_path: Path) -> None:
    got: list[Any] = []

    async def handle(request: web.Request) -> web.Response:
        got.append((await request.json(), request.transport))
        return web.json_response({"reference": "A7"})

    async with web_server("/do", handle) as base:
        spec = ActionSpec(webhook=f"{base}/do")
        async with actions(tmp_path, transfer=spec) as all_of_them:
            for call in ("c1", "c2"):
                result = await all_of_them.run("transfer", {"payee": "Sarah"}, call_id=call)
                assert result == {"reference": "A7"}
    assert [body["call_id"] for body, _ in got] == ["c1", "c2"]
    assert got[0][1] is got[1][1]
