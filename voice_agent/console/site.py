"""The console's page and its endpoints."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, Request

from voice_agent.calls.call import Call
from voice_agent.calls.record_rows import turn_row
from voice_agent.console import book, hearing, others, past
from voice_agent.console.answers import CallLink, Charts, Live, LiveCall, PastCalls, Story
from voice_agent.console.apart import Apart
from voice_agent.console.charts import charts
from voice_agent.console.drafts import Book, BookFile, Heard, Save, Saved, TriedAll, TryIt
from voice_agent.console.entry import body_as, body_of, client_of, may_look_in
from voice_agent.console.trying import Compared, try_turn
from voice_agent.core.clock import epoch
from voice_agent.core.errors import VoiceAgentError
from voice_agent.pipeline.assembly import Engines
from voice_agent.server.access.keys import read_keys
from voice_agent.server.access.tokens import make_token
from voice_agent.server.pages import Site
from voice_agent.server.server import Server

T = TypeVar("T")

PREFIX = "/console/api"
ENDPOINTS = (
    ("GET", "/live", "live"),
    ("GET", "/calls", "calls"),
    ("GET", "/calls/{call}", "story"),
    ("GET", "/charts", "charts"),
    ("POST", "/try", "try_it"),
    ("POST", "/hear", "hear"),
    ("POST", "/link", "link"),
    ("GET", "/playbook", "playbook"),
    ("GET", "/playbook/{name:path}", "file"),
    ("PUT", "/playbook/{name:path}", "save"),
)
"""Method, path below ``PREFIX``, and the method of ``Console`` that answers."""

LINK_MINUTES = 10.0
MOST_HOURS = 24 * 90


def console_site(server: Server, *, edit: bool = False, compared: Compared | None = None) -> Site:
    """Make the console of a server.

    Args:
        server: The server.
        edit: Whether the playbook may be edited here.
        compared: A second pipeline that typed turns are tried with.
    """
    console = Console(server, edit, compared)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await console.apart.aclose()
        if compared is not None:
            await compared.aclose()

    router = APIRouter(
        prefix=PREFIX, dependencies=[Depends(may_look_in)], tags=["console"], lifespan=lifespan
    )
    for method, path, name in ENDPOINTS:
        router.add_api_route(path, getattr(console, name), methods=[method])
    private = APIRouter()
    private.add_api_route(others.LIVE, console.live_here, methods=["GET"])
    private.add_api_route(others.STORY, console.story_of_ours, methods=["GET"])
    return Site({"/console": "console.html"}, router, private)


class Console:
    """The answers to the console's page.

    Args:
        server: The server.
        edit: Whether the playbook may be edited here.
        compared: A second pipeline that typed turns are tried with.

    Attributes:
        apart: Checks the playbook.
    """

    def __init__(self, server: Server, edit: bool, compared: Compared | None) -> None:
        self._server = server
        self._edit = edit
        self._compared = compared
        self._saving = asyncio.Lock()
        self._turnstile = hearing.Turnstile()
        self.apart = Apart()

    async def live(self) -> Live:
        """Return the calls on the line."""
        own, peers = await self.live_here(), self._server.peers
        return own if peers is None else await others.live_everywhere(own, peers)

    async def live_here(self) -> Live:
        """Return the calls on the line of this process."""
        server = self._server
        return Live(
            name=self._engines().playbook.name,
            ready=server.ready,
            max_calls=server.config.max_calls,
            token_needed=bool(read_keys(server.config.access).secret),
            editable=not self._why_not(),
            calls=tuple(_live_call(call) for call in server.records.on_line.values()),
        )

    async def calls(
        self,
        before: Annotated[str | None, Query(max_length=32)] = None,
        limit: Annotated[int, Query(ge=1, le=past.MOST_CALLS)] = 50,
        handed_off: bool = False,
    ) -> PastCalls:
        """Return calls of the record, newest first."""
        return await _asked(
            past.past_calls,
            self._server.records,
            before=before,
            limit=limit,
            handed_off=handed_off,
        )

    async def story(self, call: str) -> Story:
        """Return a call turn by turn, of the record or still on the line."""
        peers = self._server.peers
        if peers is not None and call not in self._server.records.on_line:
            found = await others.story_elsewhere(call, peers)
            if found is not None:
                return found
        return await self.story_here(call)

    async def story_of_ours(self, call: str) -> Story:
        """Do the same for a call on the line of this process alone."""
        if call not in self._server.records.on_line:
            raise HTTPException(404, "no such call on the line")
        return await self.story_here(call)

    async def story_here(self, call: str) -> Story:
        """Return a call of the record, or of this process's line."""
        records, engines = self._server.records, self._engines()
        found = await _asked(past.find_call, records, call)
        if found is None:
            raise HTTPException(404, "no such call in the record")
        rows = await _asked(past.turns_of, records, call)
        on_line = records.on_line.get(call)
        if on_line is not None and on_line.turn.number not in {0, *(row["turn"] for row in rows)}:
            state, today = on_line.conversation.state, on_line.clock.today()
            rows.append(turn_row(on_line.id, on_line.playbook, on_line.turn, state, today))
        return Story(
            call=found,
            live=on_line is not None,
            turn_budget_ms=engines.budgets.turn_ms,
            turns=past.story_turns(rows, engines.playbook, engines.budgets),
        )

    async def charts(self, hours: Annotated[float, Query(gt=0, le=MOST_HOURS)] = 24) -> Charts:
        """Return latency, routes and hand-offs over time."""
        server = self._server
        now = datetime.fromtimestamp(epoch(), UTC).replace(tzinfo=None)
        since = now - timedelta(hours=hours)
        calls, turns = await _asked(past.rows_since, server.records, since)
        return await _asked(
            charts,
            calls,
            turns,
            now=now,
            hours=hours,
            turn_budget_ms=server.config.turn_budget_ms,
            most=past.MOST_COUNTED,
        )

    async def try_it(self, request: Request) -> TriedAll:
        """Read and route a typed turn; do nothing."""
        turn = await body_as(request, TryIt)
        compared = self._compared
        try:
            tried = [await try_turn(self._engines(), turn.text, turn.asked)]
            if compared is not None:
                name = str(compared.config.file.stem)
                tried.append(await try_turn(await compared.engines(), turn.text, turn.asked))
                if tried[0].pipeline == tried[1].pipeline:
                    tried[1] = tried[1].model_copy(update={"pipeline": f"{name} (compared)"})
        except VoiceAgentError as error:
            raise HTTPException(503, str(error)) from None
        return TriedAll(tried=tuple(tried))

    async def hear(
        self, request: Request, asked: Annotated[str, Query(max_length=2000)] = ""
    ) -> Heard:
        """Recognise a sentence of at most 15 s; keep nothing of it."""
        with self._turnstile.one(client_of(request)):
            pcm = await body_of(request, hearing.MOST_BYTES, most=f"{hearing.MOST_S} s of sound")
            try:
                return await hearing.hear(self._engines(), pcm, asked)
            except VoiceAgentError as error:
                raise HTTPException(503, str(error)) from None

    async def link(self) -> CallLink:
        """Return a link to the call page, with a token for one call if callers need one."""
        access = self._server.config.access
        secret = read_keys(access).secret
        if not secret:
            return CallLink(link="/call", minutes=0)
        token = make_token(
            secret, audience=access.audience, now=epoch(), minutes=LINK_MINUTES, subject="console"
        )
        return CallLink(link=f"/call#token={token}", minutes=LINK_MINUTES)

    async def playbook(self) -> Book:
        """Return the files of the playbook, and what the agent asks."""
        playbook, config = self._engines().playbook, self._server.config
        names = [config.playbook_folder.name]
        if self._compared is not None:
            names.append(self._compared.config.file.stem)
        return Book(
            name=playbook.name,
            files=tuple(await _asked(book.files_of, config)),
            editable=not self._why_not(),
            why_not=self._why_not(),
            questions=book.questions(playbook),
            compared=tuple(names),
        )

    async def file(self, name: str) -> BookFile:
        """Return one file of the playbook."""
        found = await _asked(book.read_file, self._server.config, name)
        if found is None:
            raise HTTPException(404, "no such file in the playbook")
        return found

    async def save(self, name: str, request: Request) -> Saved:
        """Check one file of the playbook, and write it if the playbook then loads."""
        change = await body_as(request, Save)
        if not change.check and self._why_not():
            raise HTTPException(403, self._why_not())
        config = self._server.config
        async with self._saving:
            before = await _asked(book.read_file, config, name)
            if before is None:
                raise HTTPException(404, "no such file in the playbook")
            if not change.check and change.version != before.version:
                raise HTTPException(409, "somebody else has changed this file; load it again")
            try:
                saved = await self.apart.run(
                    book.save_file, config, name, change.text, not change.check
                )
            except VoiceAgentError as error:
                raise HTTPException(503, str(error)) from None
        if saved is None:
            raise HTTPException(404, "no such file in the playbook")
        return saved

    def _why_not(self) -> str:
        return book.why_not_editable(self._server.config, edit=self._edit)

    def _engines(self) -> Engines:
        engines = self._server.engines
        if engines is None:
            raise HTTPException(503, "the server is still starting")
        return engines


async def _asked(work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Call something that blocks in a thread; what fails there is an answer, too."""
    try:
        return await asyncio.to_thread(work, *args, **kwargs)
    except VoiceAgentError as error:
        raise HTTPException(503, str(error)) from None


def _live_call(call: Call) -> LiveCall:
    reading, route = call.turn.reading, call.turn.route
    return LiveCall(
        id=call.id,
        carrier=call.info.carrier if call.info else "",
        for_s=round(call.clock.now() - call.began_at, 1),
        turns=call.turn.number,
        agent=call.agent.name.lower().replace("_", " "),
        intent=reading.intent if reading else None,
        route=route.to if route else None,
        handed_off=call.handed_off,
    )
