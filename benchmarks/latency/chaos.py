"""The cost of faults: a server of two workers is hurt while scripted callers are on the line.

voice-agent bench chaos [--only "worker"] [--json out.json]
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from benchmarks.latency.faults import Costs, Fault, World, chosen
from benchmarks.latency.hurt_server import RECOVER_S, WORKERS, whole, world_of
from benchmarks.latency.measure import scrape
from benchmarks.latency.postgres import NoPostgresError, postgres
from benchmarks.latency.probe import rows
from benchmarks.latency.scripted import Caller, all_of, callers
from benchmarks.report.options import JsonOption, PipelineOption
from benchmarks.report.stats import write_json
from voice_agent.core.errors import ConfigError
from voice_agent.phone.launch import ServerProcess

PLAIN = "What is the balance on my checking account?"
HARD = "Is it better to pay off my car loan early or to put the money into savings, and why?"
_ROWS_S = 60.0
_SPREAD_S = 30.0
HEAD = ("fault", "asked", "answered", "longest wait ms", "heard during it", "to a person",
        "calls lost", "allowed", "rows lost", "reports lost", "recovered s")  # fmt: skip


@dataclass(slots=True)
class Outcome:
    """The cost of a fault.

    Attributes:
        fault: Its name.
        asked: Turns asked from the beginning of the fault on, by calls that were not lost.
        answered: Turns of them that were answered.
        longest_ms: Longest wait for the first sound of an answer among them.
        heard: Where what callers heard during the fault came from: count by source.
        handed_over: Calls that the agent gave to a person, because it could not go on.
        lost: Why each call broke that broke.
        allowed: How many calls the fault may cost.
        rows_lost: Rows of the record that are missing, of calls that were not lost.
        reports_lost: Finished calls that the webhook was not told of.
        recovered_s: From the end of the fault until all workers take calls and a new caller hears
            the agent; ``None`` if that never was.
    """

    fault: str
    asked: int = 0
    answered: int = 0
    longest_ms: float = 0.0
    heard: dict[str, int] = field(default_factory=dict)
    handed_over: int = 0
    lost: list[str] = field(default_factory=list)
    allowed: int = 0
    rows_lost: int = 0
    reports_lost: int = 0
    recovered_s: float | None = None

    @property
    def good(self) -> bool:
        """True if nothing was lost but what the fault may cost."""
        return (
            len(self.lost) <= self.allowed
            and self.answered == self.asked
            and not (self.rows_lost or self.reports_lost)
            and self.recovered_s is not None
        )


def main(
    pipeline: PipelineOption = "bank",
    calls: Annotated[int, typer.Option(min=2, help="Callers on the line.")] = 4,
    only: Annotated[
        list[str] | None, typer.Option(help="Only faults whose names contain this; several times.")
    ] = None,
    plain: Annotated[str, typer.Option(help="A turn that the playbook answers.")] = PLAIN,
    hard: Annotated[str, typer.Option(help="A turn that the LLM answers.")] = HARD,
    json_out: JsonOption = None,
) -> None:
    """Kill and stall parts of a server while callers are on the line; status 1 if they notice.

    What may be lost is the call that a fault is about, and the calls of a worker that dies.
    """
    faults = chosen(only)
    if not faults:
        raise ConfigError(f"--only: no fault is called so; known: {names()}")
    found = asyncio.run(chaos(pipeline, faults, calls, (plain, hard)))
    show(found)
    write_json(json_out, {"pipeline": Path(pipeline).stem, "faults": [asdict(o) for o in found]})
    raise typer.Exit(0 if all(outcome.good for outcome in found) else 1)


def names() -> str:
    """List the faults, for an error message."""
    return ", ".join(fault.name for fault in chosen(None))


async def chaos(
    pipeline: str, faults: Sequence[Fault], calls: int, turns: tuple[str, str]
) -> list[Outcome]:
    """Inflict faults one after the other on the same server; those of PostgreSQL on another one.

    Args:
        pipeline: Name or file.
        faults: The faults.
        calls: Callers on the line.
        turns: What they say: a turn of the playbook, and one for the LLM.
    """
    found = []
    for uses in (False, True):
        mine = [fault for fault in faults if fault.postgres is uses]
        if not mine:
            continue
        try:
            with postgres() if uses else nullcontext() as database:
                async with world_of(pipeline, calls, database) as world:
                    for fault in mine:
                        Console(stderr=True).print(f"{fault.name} ...")
                        found.append(await suffer(world, fault, calls, turns))
        except NoPostgresError as error:
            Console(stderr=True).print(f"left out: {mine[0].name}: {error}")
    return found


async def suffer(world: World, fault: Fault, calls: int, turns: tuple[str, str]) -> Outcome:
    """Inflict one fault while callers are on the line."""
    people, spread = await dialled(world.server, calls)
    await all_of(people, turns[0], "before")
    async with fault.inflict(world):
        await all_of(people, turns[fault.hard], "during")
    recovered_s, _ = await asyncio.gather(
        recovered(world, time.monotonic()), all_of(people, turns[0], "after")
    )
    outcome = judged(fault, people, allowed(fault.costs, spread))
    outcome.recovered_s = recovered_s
    for caller in people:
        await caller.hang_up()
    await settle(world, people, outcome)
    return outcome


async def dialled(server: ServerProcess, calls: int) -> tuple[list[Caller], list[int]]:
    """Return callers whose calls are spread evenly, and the calls of each worker.

    They dial one after the other: each worker has said by then what it has. One that the machine
    gives no time is passed over, as it should be; the callers hang up then, and dial again.
    """
    until = time.monotonic() + _SPREAD_S
    while True:
        people = callers(server.base_url, calls)
        for caller in people:
            await caller.dial()
        spread = await calls_by_worker(server)
        if is_even(spread, calls) or time.monotonic() > until:
            return people, spread
        for caller in people:
            await caller.hang_up()


def is_even(spread: Sequence[int], calls: int) -> bool:
    """Return whether every worker has its share of the calls, and nobody else is on the line."""
    return len(spread) == WORKERS and sum(spread) == calls and max(spread) - min(spread) <= 1


def allowed(costs: Costs, spread: Sequence[int]) -> int:
    """Return the calls that a fault may cost, when workers have these calls."""
    return max(spread, default=0) if costs == "one worker" else 0


def judged(fault: Fault, people: Sequence[Caller], may_cost: int) -> Outcome:
    """Return what callers noticed of a fault."""
    outcome = Outcome(fault.name, allowed=may_cost)
    for caller in people:
        if caller.lost:
            outcome.lost.append(caller.lost.rpartition(": ")[2])
            continue
        outcome.handed_over += caller.handed_over
        for turn in caller.asked:
            if turn.phase == "before":
                continue
            outcome.asked += 1
            outcome.answered += turn.wait_ms is not None
            outcome.longest_ms = max(outcome.longest_ms, turn.wait_ms or 0.0)
            for source in turn.sources if turn.phase == "during" else ():
                outcome.heard[source] = outcome.heard.get(source, 0) + 1
    return outcome


async def recovered(world: World, since: float) -> float | None:
    """Return the seconds until all workers take calls and a new caller hears the agent."""
    while time.monotonic() - since < RECOVER_S:
        if await whole(world.server):
            (fresh,) = callers(world.server.base_url, 1)
            heard = await fresh.greeted()
            took = time.monotonic() - since
            await fresh.hang_up()
            if heard:
                return round(took, 1)
        await asyncio.sleep(0.2)
    return None


async def settle(world: World, people: Sequence[Caller], outcome: Outcome) -> None:
    """Wait until record and webhook know the calls that were not lost, and note what is missing."""
    kept = [caller for caller in people if not caller.lost]
    until = time.monotonic() + _ROWS_S
    while True:
        outcome.rows_lost = await asyncio.to_thread(missing_rows, world.server, kept)
        outcome.reports_lost = sum(c.call_id not in world.outside.told for c in kept)
        if not (outcome.rows_lost or outcome.reports_lost) or time.monotonic() > until:
            return
        await asyncio.sleep(0.5)


def missing_rows(server: ServerProcess, kept: Sequence[Caller]) -> int:
    """Count rows of calls and turns that callers know of and the record does not."""
    ended = {row["id"] for row in rows(server, "select id from calls where reason is not null")}
    known = {(row["call_id"], row["turn"]) for row in rows(server, "select * from turns")}
    missing = sum(caller.call_id not in ended for caller in kept)
    return missing + sum((c.call_id, turn) not in known for c in kept for turn in c.timed)


async def calls_by_worker(server: ServerProcess) -> list[int]:
    """Return the calls on the line of each worker."""
    page = await asyncio.to_thread(scrape, server)
    return [int(value) for _, value in page.of("voice_agent_active_calls")]


def show(found: Sequence[Outcome]) -> None:
    """Print the table."""
    grid = Table(*HEAD, title="faults, and what they cost", box=SIMPLE, padding=0)
    for one in found:
        grid.add_row(*cells(one), style="" if one.good else "red")
    Console(width=190).print(grid)


def cells(one: Outcome) -> list[str]:
    """Return an outcome's row of the table."""
    return [
        one.fault,
        str(one.asked),
        str(one.answered),
        f"{one.longest_ms:.0f}",
        ", ".join(f"{count} {source}" for source, count in sorted(one.heard.items())) or "-",
        str(one.handed_over),
        str(len(one.lost)),
        str(one.allowed),
        str(one.rows_lost),
        str(one.reports_lost),
        "never" if one.recovered_s is None else f"{one.recovered_s:.1f}",
    ]
