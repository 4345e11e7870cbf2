"""``voice-agent capacity``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import JsonOption


def main(
    results: Annotated[Path, typer.Argument(help="Results of 'bench load --json FILE'.")],
    calls: Annotated[int, typer.Option(min=1, help="Calls at once, at the peak.")] = 10_000,
    p95_ms: Annotated[
        float, typer.Option("--p95", min=1, help="Voice-to-voice p95 that may be reached, in ms.")
    ] = 600.0,
    price: Annotated[
        float | None, typer.Option(min=0, help="Price of a node for an hour, in dollars.")
    ] = None,
    headroom: Annotated[
        float, typer.Option(min=0, max=0.9, help="Part of each node that stays free.")
    ] = 0.1,
    spare: Annotated[int, typer.Option(min=0, help="Nodes that may be gone.")] = 1,
    call_minutes: Annotated[float, typer.Option(min=0.1, help="Length of a call.")] = 3.0,
    mean_load: Annotated[
        float, typer.Option(min=0.01, max=1, help="Mean load, as a part of the peak.")
    ] = 0.4,
    server: Annotated[str | None, typer.Option(help="Which server of the results.")] = None,
    line: Annotated[str | None, typer.Option(help="Which carrier of the results.")] = None,
    json_out: JsonOption = None,
) -> None:
    """Plan nodes and price for a number of calls, from a load test of one node."""
    import json
    from dataclasses import asdict

    from voice_agent.core.files import save
    from voice_agent.server.capacity import (
        Wanted,
        assumptions,
        check,
        plan,
        read_measured,
    )

    measured = read_measured(results, server, line)
    wanted = Wanted(calls, p95_ms, headroom, spare, call_minutes, mean_load, price)
    found = plan(measured, wanted)
    more = " or more" if found.at_least else ""
    typer.echo(f"{measured.server} on {measured.line}, {measured.cores} cores a node")
    typer.echo(f"a node carries {found.carried}{more} calls with p95 up to {p95_ms:.0f} ms")
    typer.echo(f"planned: {found.per_node} a node, which uses {found.cores_used:.2f} cores")
    typer.echo(f"{calls} calls at once: {found.nodes} nodes, {spare} of them spare")
    if found.price_full is not None and found.price_mean is not None:
        typer.echo(
            f"1,000 calls: {found.price_mean:.2f} dollars ({found.price_full:.2f} if every node "
            "were always full)"
        )
    for level, expected in check(measured.levels):
        off = expected / level.p95_ms - 1
        typer.echo(
            f"check: {level.calls} calls had {level.p95_ms:.0f} ms; their neighbours predict "
            f"{expected:.0f} ({off:+.0%})"
        )
    lines = assumptions(measured, wanted, found)
    typer.echo("assumed:")
    for assumed in lines:
        typer.echo(f"- {assumed}")
    if json_out is not None:
        content = {"wanted": asdict(wanted), "plan": asdict(found), "assumed": lines}
        save(json_out, json.dumps(content, indent=1) + "\n")
