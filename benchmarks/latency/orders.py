"""Labelled spoken orders through a running server: how many are right, and how fast.

The recordings are those of Picovoice's speech-to-intent benchmark (GitHub, Apache-2.0): a folder of
audio files with ``labels.json``: file -> {"intent", "slots"}. Every order is a call of its own,
played in real time, one after the other.

    voice-agent bench orders --audio DIR [--limit 20] [--carrier twilio] [--json out.json]
    voice-agent bench orders --audio DIR --carrier sip --loss 0.05 --jitter-ms 40
"""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.latency.listeners import listening
from benchmarks.latency.playing import Calling
from benchmarks.latency.probe import call_ids, rows, rss_mb
from benchmarks.report.options import (
    CarrierOption,
    JsonOption,
    PipelineOption,
    RateOption,
    SkipOption,
)
from benchmarks.report.stats import percentiles, write_json
from voice_agent.core.errors import ConfigError
from voice_agent.phone import wait
from voice_agent.phone.carriers import make_line
from voice_agent.phone.launch import ServerProcess, serving
from voice_agent.phone.measure import v2v_ms
from voice_agent.phone.recording import read_audio
from voice_agent.phone.values import CallError

ANSWER_TIMEOUT_MS = 15_000


def main(
    audio: Annotated[Path, typer.Option(exists=True, file_okay=False)],
    pipeline: PipelineOption = "barista",
    limit: Annotated[int, typer.Option(min=1)] = 20,
    skip: SkipOption = 0,
    carrier: CarrierOption = "raw",
    rate: RateOption = None,
    loss: Annotated[
        float, typer.Option(min=0, max=1, help="Share of the caller's packets that is lost (SIP).")
    ] = 0.0,
    jitter_ms: Annotated[
        float, typer.Option(min=0, help="Longest delay of the caller's packets (SIP).")
    ] = 0.0,
    json_out: JsonOption = None,
) -> None:
    """Play labelled orders and print what was misunderstood."""
    if (loss or jitter_ms) and carrier != "sip":
        raise ConfigError("--loss and --jitter-ms need --carrier sip: no other line has packets")
    labels = json.loads((audio / "labels.json").read_text())
    names = sorted(labels)[skip : skip + limit]
    results = []
    with listening(pipeline) as (file, url_of), serving(file) as server:
        for number, name in enumerate(names):
            url = url_of(carrier)
            if loss or jitter_ms:
                url += f"?loss={loss}&jitter_ms={jitter_ms}&seed={number}"
            calling = Calling(carrier=carrier, rate_hz=rate, url=url)
            result = asyncio.run(_order(server, audio / name, calling))
            judged = asyncio.run(_judge(server, result, labels[name]))
            results.append(result | {"file": name, **judged})
        figures = {
            "pipeline": pipeline,
            "line": calling.line,
            "loss": loss,
            "jitter_ms": jitter_ms,
            "orders": len(results),
            "right": sum(r["right"] for r in results),
            "v2v_ms": percentiles([r["v2v_ms"] for r in results if r["v2v_ms"] is not None]),
            "start_s": round(server.start_s, 2),
            "rss_mb": round(rss_mb(server), 1),
        }
    _show(results, figures)
    write_json(json_out, figures | {"results": results})


async def _order(server: ServerProcess, path: Path, calling: Calling) -> dict[str, Any]:
    """Play one order; return what the caller noticed."""
    before = {row["id"] for row in rows(server, "select id from calls")}
    caller = make_line(calling.carrier, calling.url or server.base_url, rate_hz=calling.rate_hz)
    samples = read_audio(path, caller.rate_hz)
    try:
        async with caller:
            await wait.until_agent_finishes(caller, timeout_ms=ANSWER_TIMEOUT_MS)
            said = await caller.speak(samples)
            await wait.until_agent_finishes(caller, said, timeout_ms=ANSWER_TIMEOUT_MS)
    except CallError as error:
        return {"v2v_ms": None, "error": str(error), "calls_before": before}
    return {"v2v_ms": v2v_ms(caller.playback, said), "error": "", "calls_before": before}


async def _judge(
    server: ServerProcess, result: dict[str, Any], label: dict[str, Any]
) -> dict[str, Any]:
    """Compare the call's record with the label: every slot over all turns of the call."""
    before = result.pop("calls_before")
    turns: list[dict[str, Any]] = []
    ended = await call_ids(server, lambda ids: not before.issuperset(ids), ended=True)
    new = [call for call in ended if call not in before]
    if new:
        turns = rows(server, f"select * from turns where call_id = '{new[0]}' order by turn")
    found: dict[str, str] = {}
    for turn in turns:
        for entity in json.loads(turn["entities"] or "[]"):
            found[entity["type"]] = _plain(str(entity["value"]))
    wanted = {name: _plain(value) for name, value in label["slots"].items()}
    intents = {turn["intent"] for turn in turns}
    return {
        "heard": " | ".join(turn["transcript"] or "" for turn in turns),
        "turns": len(turns),
        "found": found,
        "wanted": wanted,
        "right": found == wanted and label["intent"] in intents,
    }


def _plain(value: str) -> str:
    return re.sub(r"\s+", " ", value.lower()).strip()


def _show(results: list[dict[str, Any]], figures: dict[str, Any]) -> None:
    console = Console()
    table = Table("right", "v2v ms", "turns", "heard", "differs")
    for r in results:
        differs = {
            name: f"{r['found'].get(name, '-')} (wanted {r['wanted'].get(name, '-')})"
            for name in sorted(r["found"].keys() | r["wanted"].keys())
            if r["found"].get(name) != r["wanted"].get(name)
        }
        text = r["error"] or ", ".join(f"{k}: {v}" for k, v in differs.items())
        ms = "-" if r["v2v_ms"] is None else f"{r['v2v_ms']:.0f}"
        table.add_row("yes" if r["right"] else "[red]no[/]", ms, str(r["turns"]), r["heard"], text)
    console.print(table)
    console.print(figures)
