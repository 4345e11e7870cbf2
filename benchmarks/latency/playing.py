"""Callers in real time: recordings played to a server, and what the caller noticed."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from benchmarks.latency.probe import call_ids, rows
from benchmarks.latency.recordings import Recording
from benchmarks.latency.scraped import Scraped
from voice_agent.audio.levels import Samples
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import resample
from voice_agent.calls.call import UNASKED
from voice_agent.calls.conversation import FILLER
from voice_agent.core.events import Replied, SpeechStarted, Transcribed, TurnTimed
from voice_agent.phone import wait
from voice_agent.phone.carriers import make_line, phone_codec
from voice_agent.phone.launch import ServerProcess
from voice_agent.phone.line import Line
from voice_agent.phone.measure import v2v_ms
from voice_agent.phone.values import CallError, CallRefusedError, Received, Utterance

_RING_AGAIN_MS = 2000.0
_LONGEST_ANSWER_MS = 40_000.0


@dataclass(frozen=True, slots=True)
class Calling:
    """How calls are made.

    Attributes:
        calls: Calls at once.
        turns_per_call: Recordings spoken in one call, unless the agent ends it sooner.
        carrier: What the lines speak.
        rate_hz: Rate of the lines; by default the carrier's own.
        gap_ms: Silence between the agent's last word and the caller's next.
        timeout_ms: How long an answer may take before the turn counts as unanswered.
        quiet_ms: Silence after which an answer has been said; with 0 it is not heard to its end.
        stagger_ms: Time between the first calls of two callers: they do not all speak at once.
        url: Where they call; by default the web server.
    """

    calls: int = 1
    turns_per_call: int = 6
    carrier: str = "raw"
    rate_hz: int | None = None
    gap_ms: float = 500.0
    timeout_ms: float = 8000.0
    quiet_ms: float = 700.0
    stagger_ms: float = 1500.0
    url: str = ""

    @property
    def line(self) -> str:
        """Carrier and rate, in words."""
        return f"{self.carrier} {phone_codec(self.carrier, self.rate_hz).rate_hz} Hz"


@dataclass(frozen=True, slots=True)
class ServerTurn:
    """What the server's record or events say about one turn."""

    turn: int
    v2v_ms: float | None
    stages_ms: dict[str, float]
    heard: str
    intent: str
    route: str
    entities: dict[str, str]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Played:
    """One recording played in a call.

    Attributes:
        name: The recording.
        call: The server's id of the call; empty where it tells none.
        v2v_ms: End of speech to first audible answer, at the caller's ear.
        early_ms: How long before the end of speech the agent was heard; ``None`` if it was not.
        end_ms: When its speech ended, on the call's clock.
        vad_late_ms: How much later a VAD like the server's sees that end; ``None`` if unknown.
        server_late_ms: How much later than that end the server took speech to have ended;
            ``None`` where the line does not tell.
        error: Why there was no answer.
        heard: The transcripts of these turns, as the line told them.
        numbers: The server's turns during the recording, where the line tells them.
        source: Where the first words of the answer came from, where the line tells it.
        turns: These turns, once the record has been read.
    """

    name: str
    call: str
    v2v_ms: float | None
    early_ms: float | None
    end_ms: float = 0.0
    vad_late_ms: float | None = None
    server_late_ms: float | None = None
    error: str = ""
    heard: str = ""
    numbers: tuple[int, ...] = ()
    source: str = ""
    turns: tuple[ServerTurn, ...] = ()

    @property
    def bridged(self) -> bool:
        """Whether a filler came first: the answer itself was late, or never came.

        A line that sends no events does not tell; the record then knows only of a filler that
        nothing followed.
        """
        source = self.source or (self.turns[-1].source if self.turns else "")
        return source == FILLER


@dataclass(slots=True)
class Run:
    """Everything that was played to one server."""

    played: list[Played] = field(default_factory=list)
    call_s: float = 0.0
    cpu_s: float = 0.0
    wall_s: float = 0.0
    calls: int = 0
    refused: int = 0
    send_lag_ms: float = 0.0
    sent: dict[str, Samples] = field(default_factory=dict)
    """What the callers sent, at 16 kHz, by call."""
    metrics: Scraped = field(default_factory=Scraped)
    """The gains of the server's metrics meanwhile."""

    def add(self, other: Run) -> None:
        """Add another run against the same server."""
        self.played += other.played
        self.call_s += other.call_s
        self.cpu_s += other.cpu_s
        self.wall_s += other.wall_s
        self.calls += other.calls
        self.refused += other.refused
        self.send_lag_ms = max(self.send_lag_ms, other.send_lag_ms)
        self.sent |= other.sent
        self.metrics = self.metrics.plus(other.metrics)


async def play(server: ServerProcess, recordings: Sequence[Recording], calling: Calling) -> Run:
    """Play every recording once, ``calling.calls`` callers at a time."""
    waiting = deque(recordings)
    run = Run()
    ids = _CallIds(server)
    await asyncio.gather(
        *(_caller(server, waiting, calling, run, ids, n) for n in range(calling.calls))
    )
    run.played = await _with_record(server, run.played)
    return run


def early_ms(onset_ms: float | None, speech_end_ms: float) -> float | None:
    """Return how long before the end of speech an onset is; ``None`` if it is after it."""
    if onset_ms is None or onset_ms >= speech_end_ms:
        return None
    return speech_end_ms - onset_ms


async def _caller(
    server: ServerProcess,
    waiting: deque[Recording],
    calling: Calling,
    run: Run,
    ids: _CallIds,
    number: int,
) -> None:
    await asyncio.sleep(number * calling.stagger_ms / 1000)
    while waiting:
        batch = [waiting.popleft() for _ in range(min(calling.turns_per_call, len(waiting)))]
        spoken = await _call(server, batch, calling, run, ids)
        # The agent ended the call; the next call plays the rest.
        waiting.extendleft(reversed(batch[spoken:]))


async def _call(
    server: ServerProcess, batch: list[Recording], calling: Calling, run: Run, ids: _CallIds
) -> int:
    """Make one call; return how many recordings of ``batch`` are done, at least one."""
    url = calling.url or server.base_url
    caller = make_line(calling.carrier, url, rate_hz=calling.rate_hz)
    call_id, spoken, refused = "", 0, False
    try:
        call_id = await ids.connect(caller)
        if server.database and not call_id:
            raise CallRefusedError(f"{caller.url}: the server took no call")
        await wait.until_agent_finishes(caller, timeout_ms=2 * calling.timeout_ms)
        for recording in batch:
            await caller.clock.sleep(calling.gap_ms)
            if caller.over and spoken:
                break
            spoken += 1
            run.played.append(await say(caller, recording, calling, call_id))
    except CallRefusedError:
        refused = True
    except CallError as error:
        spoken = max(1, spoken)
        run.played.append(Played(batch[spoken - 1].name, call_id, None, None, error=str(error)))
    finally:
        seconds = caller.clock.now_ms() / 1000
        await caller.hangup()
        if not refused:
            run.calls += 1
            run.call_s += seconds
            run.send_lag_ms = max(run.send_lag_ms, caller.max_send_lag_ms)
            run.sent[call_id] = resample(caller.microphone.sent, caller.rate_hz, LISTEN_HZ)
    if refused:
        # What would have been said in this call counts neither as answered nor as unanswered.
        run.refused += 1
        await asyncio.sleep(_RING_AGAIN_MS / 1000)
        return len(batch)
    return max(1, spoken)


async def say(caller: Line, recording: Recording, calling: Calling, call_id: str = "") -> Played:
    """Play a recording to its end, whatever the agent does; return what the caller noticed."""
    utterance = await caller.speak(resample(recording.samples, LISTEN_HZ, caller.rate_hz))
    # The recording ends with the speech; detecting the end again by level could move it.
    utterance = replace(utterance, speech_end_ms=utterance.end_ms)
    error = ""
    try:
        await wait.until_agent_finishes(
            caller, utterance, quiet_ms=calling.quiet_ms, timeout_ms=calling.timeout_ms
        )
    except CallError as problem:
        error = str(problem)
        if v2v_ms(caller.playback, utterance) is not None and not caller.over:
            # A long answer is heard to its end, so that the next recording does not interrupt it.
            with contextlib.suppress(CallError):
                await wait.until_agent_finishes(caller, utterance, timeout_ms=_LONGEST_ANSWER_MS)
    numbers = _numbers(caller, utterance)
    onset = caller.playback.onset_after(utterance.start_ms)
    took_ms = v2v_ms(caller.playback, utterance)
    server_end_ms = server_end(caller.log, numbers)
    return Played(
        name=recording.name,
        call=call_id,
        v2v_ms=took_ms,
        early_ms=early_ms(onset, utterance.speech_end_ms),
        end_ms=utterance.speech_end_ms,
        server_late_ms=None if server_end_ms is None else server_end_ms - utterance.speech_end_ms,
        error="" if took_ms is not None else error or "no answer",
        heard=" ".join(
            received.event.text
            for received in caller.log
            if isinstance(received.event, Transcribed) and received.event.turn in numbers
        ),
        numbers=numbers,
        source=first_source(caller.log, numbers),
    )


def _numbers(caller: Line, utterance: Utterance) -> tuple[int, ...]:
    turns = {
        received.event.turn
        for received in caller.log
        if isinstance(received.event, Transcribed | TurnTimed)
    }
    return tuple(sorted(turn for turn in turns if turn > utterance.after_turn))


def first_source(log: Sequence[Received], numbers: Sequence[int]) -> str:
    """Return the source of the reply that was heard first in the last of these turns.

    A reply that was announced but not heard, because the caller went on, does not count.
    """
    source = ""
    for event in (received.event for received in log):
        if not numbers or event.turn != numbers[-1]:
            continue
        match event:
            case TurnTimed():
                return source
            case Replied() if event.source != UNASKED:
                source = source or event.source
            case SpeechStarted():
                source = ""
    return source


def server_end(log: Sequence[Received], numbers: Sequence[int]) -> float | None:
    """Return where the server took the last turn to end, on the caller's clock in ms.

    ``None`` if the line does not tell. An event's ``t_ms`` is of the server's clock; the event that
    was shortest on its way says what that clock shows at the caller's zero.
    """
    answered = [
        received.event
        for received in log
        if isinstance(received.event, TurnTimed) and received.event.turn in numbers[-1:]
    ]
    if not answered:
        return None
    apart = min(received.at_ms - received.event.t_ms for received in log)
    return answered[-1].t_ms - answered[-1].v2v_ms + apart


class _CallIds:
    """Connects callers one after the other, so that each one's id is known."""

    def __init__(self, server: ServerProcess) -> None:
        self._server = server
        self._known: set[str] = set()
        self._connecting = asyncio.Lock()

    async def connect(self, caller: Line) -> str:
        """Open the line; returns the server's id of the call, empty if there is no record."""
        async with self._connecting:
            if not self._server.database:
                await caller.dial()
                return ""
            self._known |= set(await call_ids(self._server, lambda _: True, ended=False))
            await caller.dial()
            ids = await call_ids(
                self._server,
                lambda found: caller.over or not self._known.issuperset(found),
                ended=False,
            )
            new = set(ids) - self._known
            return new.pop() if new else ""


async def _with_record(server: ServerProcess, played: Sequence[Played]) -> list[Played]:
    calls = {p.call for p in played if p.call}
    if not calls:
        return list(played)
    record = await _read_record(server, calls)
    return [
        replace(p, turns=turns) for p, turns in zip(played, _assign(played, record), strict=True)
    ]


def _assign(
    played: Sequence[Played], record: dict[str, list[ServerTurn]]
) -> list[tuple[ServerTurn, ...]]:
    """Assign the recorded turns to recordings.

    By number if the line told them. If not, the turns of a call are taken in order if there are as
    many as recordings, and left out if not.
    """
    by_call: dict[str, list[Played]] = {}
    for p in played:
        by_call.setdefault(p.call, []).append(p)
    assigned = []
    for p in played:
        turns = record.get(p.call, [])
        if p.numbers:
            assigned.append(tuple(t for t in turns if t.turn in p.numbers))
        elif len(turns) == len(by_call[p.call]) and not any(x.numbers for x in by_call[p.call]):
            place = next(i for i, other in enumerate(by_call[p.call]) if other is p)
            assigned.append((turns[place],))
        else:
            assigned.append(())
    return assigned


async def _read_record(server: ServerProcess, calls: set[str]) -> dict[str, list[ServerTurn]]:
    await call_ids(server, calls.issubset, ended=True)
    record: dict[str, list[ServerTurn]] = {}
    found = await asyncio.to_thread(rows, server, "select * from turns order by call_id, turn")
    for row in found:
        if row["call_id"] in calls:
            record.setdefault(row["call_id"], []).append(server_turn(row))
    return record


def server_turn(row: dict[str, Any]) -> ServerTurn:
    """Convert a row of the call record's ``turns`` table."""
    entities = json.loads(row["entities"] or "[]")
    return ServerTurn(
        turn=int(row["turn"]),
        v2v_ms=row["v2v_ms"],
        stages_ms={name: float(ms) for name, ms in json.loads(row["stages_ms"] or "{}").items()},
        heard=row["transcript"] or "",
        intent=row["intent"] or "",
        route=row["route"] or "",
        entities={e["type"]: str(e["value"]) for e in entities},
        source=row["source"] or "",
    )
