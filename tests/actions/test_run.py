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
from voice_agent.core.errors import ActionError, ActionNotFound, ActionUnknown
from voice_agent.playbook import ActionSpec
from voice_agent.playbook.action_schema import HttpSpec

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
        assert result["key"].startswith("c1:2:where:")
        assert result["task"] == "transfer"
        details = {"account": "savings"}
        assert await all_of_them.run("balance", details, call_id="c1") == {"balance": "20"}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("slow", "slow did not answer in 20 ms"),
        ("slow_too", "slow_too did not answer in 20 ms"),
        ("refuses", "no such account"),
        ("breaks", "breaks failed: RuntimeError"),
        ("wrong", "wrong failed: it must return a dict of fields, not str"),
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


@pytest.mark.parametrize(
    ("name", "unknown"),
    [("slow", True), ("slow_too", True), ("breaks", True), ("wrong", True), ("refuses", False)],
)
async def test_what_was_begun_and_of_whose_end_nothing_is_known_is_unknown(
    tmp_path: Path, name: str, unknown: bool
) -> None:
    async with actions(tmp_path) as all_of_them:
        with pytest.raises(ActionError) as caught:
            await all_of_them.run(name, {}, call_id="c1")
        assert isinstance(caught.value, ActionUnknown) is unknown


def posts(url: str, **more: Any) -> ActionSpec:
    return ActionSpec(http=HttpSpec(method="POST", url=url, body="{details}"), **more)


def gets(url: str, **more: Any) -> ActionSpec:
    return ActionSpec(http=HttpSpec(url=url), **more)


async def test_results_are_read_by_their_kinds(tmp_path: Path) -> None:
    async def handle(request: web.Request) -> web.Response:
        return web.json_response({"balance": "2413.70", "reference": None})

    results = {"balance": "money"}
    lacking = {"reference": "digits"}
    async with web_server("/x", handle) as base:
        async with actions(
            tmp_path,
            read=ActionSpec.model_validate({"http": {"url": f"{base}/x"}, "results": results}),
            lacks=ActionSpec.model_validate({"http": {"url": f"{base}/x"}, "results": lacking}),
            sends=ActionSpec.model_validate({"webhook": f"{base}/x", "results": lacking}),
        ) as some:
            assert await some.run("read", {}, call_id="c1") == {
                "balance": {"amount": 2413.7, "currency": "USD"}
            }
            with pytest.raises(ActionError, match="lacks failed: the answer has no 'refe") as read:
                await some.run("lacks", {}, call_id="c1")
            assert not isinstance(read.value, ActionUnknown), "nothing has changed"
            with pytest.raises(ActionUnknown, match="sends failed: the answer has no 'reference'"):
                await some.run("sends", {}, call_id="c1")


async def test_fixed_results_have_kinds_too(tmp_path: Path) -> None:
    spec = ActionSpec.model_validate({"returns": {"fee": 3.5}, "results": {"fee": "money"}})
    wrong = ActionSpec.model_validate({"returns": {"fee": "free"}, "results": {"fee": "money"}})
    async with actions(tmp_path, fee=spec, wrong_fee=wrong) as some:
        fee = {"fee": {"amount": 3.5, "currency": "USD"}}
        assert some.preview("fee", {}) == await some.run("fee", {}, call_id="c1") == fee
        assert some.preview("wrong_fee", {}) is None


class Ledger:
    """Carries deeds out by their keys; answers late, and tells what it knows of a key."""

    def __init__(self) -> None:
        self.done: dict[str, Any] = {}
        self.answers = asyncio.Event()

    async def do(self, request: web.Request) -> web.Response:
        self.done.setdefault(request.headers["Idempotency-Key"], await request.json())
        await self.answers.wait()
        return web.json_response({"reference": "A7"})

    async def find(self, request: web.Request) -> web.Response:
        known = request.match_info["tail"] in self.done
        return web.json_response({"reference": "A7"}, status=200 if known else 404)

    async def handle(self, request: web.Request) -> web.Response:
        return await (self.do if request.method == "POST" else self.find)(request)


async def test_a_late_answer_is_looked_up_by_the_key_of_the_deed(tmp_path: Path) -> None:
    ledger = Ledger()
    async with web_server("/{tail:.*}", ledger.handle) as base:
        async with actions(
            tmp_path,
            pay=posts(f"{base}/pay", lookup="find", timeout_ms=100),
            find=gets(f"{base}/{{call.key}}"),
        ) as some:
            deed = {"call_id": "c1", "turn": 4, "task": "transfer"}
            with pytest.raises(ActionUnknown):
                await some.run("pay", {"to": "Tom"}, **deed)
            assert await some.look_up("pay", {"to": "Tom"}, **deed) == {"reference": "A7"}
            assert await some.look_up("pay", {"to": "Ann"}, **deed) is None
            assert await some.look_up("pay", {"to": "Tom"}, **deed | {"turn": 5}) is None
            ledger.answers.set()
            await some.run("pay", {"to": "Tom"}, **deed)
            assert len(ledger.done) == 1, "the key is that of the first try"


LOOKUPS = """
from voice_agent.core.errors import ActionError, ActionNotFound
def done(details): return {"done": True, "reference": "A7"}
def only_done(details): return {"done": True}
def fields(details): return {"reference": "A7"}
def not_done(details): return {"done": False}
def none(details): raise ActionNotFound("no such transfer")
def nothing(details): return {}
def pending(details): return {"done": "pending", "reference": "A7"}
def no_answer(details): return None
def refuses(details): raise ActionError("not now")
"""


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("done", {"done": True, "reference": "A7"}),
        ("only_done", {"done": True}),
        ("fields", {"reference": "A7"}),
        ("not_done", None),
        ("none", None),
        ("nothing", ActionError),
        ("pending", ActionError),
        ("no_answer", ActionError),
        ("refuses", ActionError),
    ],
)
async def test_a_lookup_says_done_or_not_done_or_nothing(
    tmp_path: Path, name: str, found: Any
) -> None:
    (tmp_path / "looks.py").write_text(LOOKUPS)
    find = ActionSpec(python=f"looks.py:{name}")
    async with actions(
        tmp_path, pay=ActionSpec(webhook="https://b", lookup="find"), find=find
    ) as a:
        if found is ActionError:
            with pytest.raises(ActionError) as caught:
                await a.look_up("pay", {}, call_id="c1")
            assert not isinstance(caught.value, ActionNotFound)
        else:
            assert await a.look_up("pay", {}, call_id="c1") == found


async def test_not_done_needs_no_other_result(tmp_path: Path) -> None:
    (tmp_path / "looks.py").write_text(LOOKUPS)
    results = {"done": "flag", "reference": "digits"}
    pay = ActionSpec(webhook="https://b", lookup="find")
    for name, found in (("not_done", None), ("done", {"done": True, "reference": "A7"})):
        find = ActionSpec.model_validate({"python": f"looks.py:{name}", "results": results})
        async with actions(tmp_path, pay=pay, find=find) as some:
            assert await some.look_up("pay", {}, call_id="c1") == found


async def test_two_calls_at_once_have_keys_of_their_own(tmp_path: Path) -> None:
    keys: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        keys.append(request.headers["Idempotency-Key"])
        return web.json_response({"to": (await request.json())["to"]})

    async with web_server("/x", handle) as base:
        async with actions(tmp_path, pay=posts(f"{base}/x")) as some:
            results = await asyncio.gather(
                *(some.run("pay", {"to": n}, call_id=n, turn=1) for n in ("Ann", "Tom", "Sue"))
            )
    assert [one["to"] for one in results] == ["Ann", "Tom", "Sue"]
    assert len(set(keys)) == 3
