"""Ten ways in which a hand-off fails, each with what the caller heard: the table in the results."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from carrier_api import Api
from handoffs import Line, line
from referring import referring
from webserver import web_server

from voice_agent.actions.http import HttpClient
from voice_agent.calls.info import CallInfo
from voice_agent.config.handoff import HandoffConfig
from voice_agent.handoff.desk import Desk
from voice_agent.handoff.make import make_ways

pytestmark = pytest.mark.virtual_time
RESULTS = Path(__file__).parents[3] / "docs" / "results" / "handoffs.md"
INFO = CallInfo(carrier="twilio", rate_hz=8000, call_id="CA1", to_number="+15550199")

ASIDE = "One moment, a colleague takes over."
NEXT = "I will try somebody else."
CONNECTING = "I am connecting you now."
NOBODY = "I am sorry, I cannot reach a colleague right now. Is there anything else that I can do?"


@dataclass
class Failure:
    """One failure.

    Attributes:
        what: What goes wrong, for the table.
        ways: Those of the pipeline file.
        heard: What the caller heard, without the first sentence.
        result: Outcome of the hand-off, and how the call has ended; empty while it goes on.
        webhook: Statuses and bodies with which the webhook answers, the last one again and again.
        api: The carrier's API.
        desk: How the desk answers that the caller's telephone is referred to, and how that
            telephone answers REFER.
        meanwhile: What happens while a person is looked for.
        after_s: Seconds after which all is over.
    """

    what: str
    ways: list[str]
    heard: list[str]
    result: tuple[str, str]
    webhook: list[Any] = field(default_factory=lambda: [{}])
    api: Api = field(default_factory=lambda: Api(["queued", "ringing", "in-progress"]))
    desk: tuple[int, int] = (200, 0)
    meanwhile: Callable[[Line, Desk], Awaitable[None]] | None = None
    after_s: float = 90


async def _nothing(held: Line, desk: Desk) -> None:
    pass


async def hangs_up(held: Line, desk: Desk) -> None:
    await asyncio.sleep(2)
    held.call.finish("caller_hangup")


async def all_decline(held: Line, desk: Desk) -> None:
    with desk.seat("Ann") as ann, desk.seat("Bob") as bob:
        await asyncio.sleep(1)
        for seat in (ann, bob):
            desk.decline(seat, "c1")
        await asyncio.sleep(2)


async def browser_dies(held: Line, desk: Desk) -> None:
    with desk.seat("Ann") as ann:
        with desk.seat("Bob") as bob:
            await asyncio.sleep(1)
            desk.accept(bob, "c1")
            await asyncio.sleep(1)
        desk.accept(ann, "c1")
        desk.join(ann)
        await asyncio.sleep(3)
        desk.let_go(ann)


HANGS = "hangs"
FAILURES = [
    Failure(
        "The webhook answers 503 to every try",
        ["webhook", "transfer"],
        [NEXT, CONNECTING],
        ("accepted", "handoff"),
        webhook=[503],
    ),
    Failure(
        "The webhook does not answer at all",
        ["webhook", "transfer"],
        [NEXT, CONNECTING],
        ("accepted", "handoff"),
        webhook=[HANGS],
    ),
    Failure(
        "The webhook declines the call",
        ["webhook", "transfer"],
        [f"My colleague cannot take the call right now. {NEXT}", CONNECTING],
        ("accepted", "handoff"),
        webhook=[{"outcome": "declined"}],
    ),
    Failure(
        "The number is busy",
        ["transfer", "queue"],
        [f"My colleague is on another call. {NEXT}", NOBODY],
        ("no_answer", ""),
        api=Api(["queued", "busy"]),
    ),
    Failure(
        "Nobody answers the telephone",
        ["transfer", "webhook"],
        [f"Nobody answers there. {NEXT}"],
        ("accepted", "handoff"),
        api=Api(["queued", "ringing"]),
    ),
    Failure(
        "A voicemail answers",
        ["transfer", "webhook"],
        [f"Nobody answers there. {NEXT}"],
        ("accepted", "handoff"),
        api=Api(["in-progress"], answered_by="machine_start"),
    ),
    Failure(
        "The colleague hangs up while the brief is read out",
        ["transfer", "webhook"],
        [f"My colleague cannot take the call right now. {NEXT}"],
        ("accepted", "handoff"),
        api=Api(["in-progress", "in-progress", "completed"], in_room_after=9),
    ),
    Failure(
        "The carrier cannot move the caller, although the colleague waits",
        ["transfer"],
        [CONNECTING, NOBODY],
        ("failed", ""),
        api=Api(["in-progress"], refuses=404),
    ),
    Failure(
        "The caller's SIP telephone knows no REFER",
        ["refer", "webhook"],
        [NEXT],
        ("accepted", "handoff"),
        desk=(200, 405),
    ),
    Failure(
        "The number that REFER names is busy",
        ["refer", "queue"],
        [f"My colleague is on another call. {NEXT}", NOBODY],
        ("no_answer", ""),
        desk=(486, 0),
    ),
    Failure(
        "The number that REFER names declines",
        ["refer", "webhook"],
        [f"My colleague cannot take the call right now. {NEXT}"],
        ("accepted", "handoff"),
        desk=(603, 0),
    ),
    Failure(
        "Nobody answers at the number that REFER names",
        ["refer", "webhook"],
        [f"Nobody answers there. {NEXT}"],
        ("accepted", "handoff"),
        desk=(0, 0),
    ),
    Failure(
        "Everybody in the queue declines",
        ["queue"],
        [NOBODY],
        ("declined", ""),
        meanwhile=all_decline,
    ),
    Failure(
        "The browser of the person who accepted dies during the brief",
        ["queue"],
        [CONNECTING],
        ("accepted", "handoff"),
        meanwhile=browser_dies,
    ),
    Failure(
        "The caller hangs up while the telephone rings",
        ["transfer"],
        [],
        ("caller_left", "caller_hangup"),
        api=Api(["ringing"]),
        meanwhile=hangs_up,
    ),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.what)
async def test_what_the_caller_hears(failure: Failure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC1")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "secret")
    answers = list(failure.webhook)

    async def handle(request: web.Request) -> web.Response:
        if request.path != "/brief":
            return await failure.api.handle(request)
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if answer == HANGS:
            await asyncio.sleep(3600)
        if isinstance(answer, int):
            return web.json_response({}, status=answer)
        return web.json_response(answer)

    http, desk, connection = HttpClient(), Desk(), None
    async with web_server("/{path:.*}", handle) as url, contextlib.AsyncExitStack() as lines:
        known: dict[str, dict[str, Any]] = {
            "webhook": {"way": "webhook", "url": f"{url}/brief"},
            "queue": {"way": "queue", "wait_s": 30},
            "transfer": {"way": "transfer", "to": "+15550100", "ring_s": 20, "base_url": url},
        }
        if "refer" in failure.ways:
            connection, target, *_ = await lines.enter_async_context(referring(*failure.desk))
            known["refer"] = {"way": "transfer", "to": target, "ring_s": 20}
        config = HandoffConfig.model_validate([known[way] for way in failure.ways])
        async with line(*make_ways(config, http, desk, "en"), info=INFO) as held:
            held.call.refer = connection.transfer if connection else None
            await held.ask()
            meanwhile = asyncio.create_task((failure.meanwhile or _nothing)(held, desk))
            await asyncio.sleep(failure.after_s)
            await meanwhile
            ended = held.call.ended.result() if held.call.ended.done() else ""
            assert held.said == [ASIDE, *failure.heard]
            assert (held.results(), ended) == ([failure.result[0]], failure.result[1])
            # A telephone that is refused at once leaves no time for music.
            assert held.music or "refer" in failure.ways, "the caller heard no music"
            moved = [form for path, form in failure.api.posts() if path.endswith("/CA1.json")]
            rung = [form for path, form in failure.api.posts() if path.endswith("/Calls.json")]
            if rung and not (moved and not failure.api.refuses):
                assert failure.api.hung_up, "somebody's telephone still rings"
        await http.aclose()


def test_the_results_say_the_same() -> None:
    rows = RESULTS.read_text().splitlines()
    for failure in FAILURES:
        heard = " / ".join(failure.heard) or "nothing more"
        end = "the call goes on" if not failure.result[1] else f"`{failure.result[1]}`"
        row = (
            f"| {failure.what} | {', '.join(failure.ways)} | {heard} | "
            f"`{failure.result[0]}` | {end} |"
        )
        assert row in rows, row
