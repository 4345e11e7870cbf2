"""A run against a running server, and what it cost the server's process."""

from __future__ import annotations

import asyncio
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from benchmarks.latency.figures import Figures, heard, server_v2v_ms, summary
from benchmarks.latency.playing import Calling, Played, Run, play
from benchmarks.latency.probe import cpu_s, processes, rss_mb, threads
from benchmarks.latency.recordings import Recording
from benchmarks.latency.scraped import Scraped
from voice_agent.audio.levels import Samples
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.config.schema import ListenConfig
from voice_agent.phone.launch import ServerProcess
from voice_agent.vad.detector import SpeechDetector, SpeechStopped
from voice_agent.vad.engine import VadEngine

_NEAR_MS = 150.0
LOOP_LAG = "voice_agent_loop_lag_seconds"
QUEUE_WAIT = "voice_agent_queue_wait_seconds"
LATE_BY_LOAD = "voice_agent_late_by_load_total"
TASKS = "voice_agent_tasks"


def measure(server: ServerProcess, recordings: Sequence[Recording], calling: Calling) -> Run:
    """Play every recording once and count the CPU seconds the server took."""
    metrics, before, began = scrape(server), cpu_s(server), time.monotonic()
    run = asyncio.run(play(server, recordings, calling))
    run.wall_s = time.monotonic() - began
    run.cpu_s = cpu_s(server) - before
    run.metrics = scrape(server).since(metrics)
    return run


def warm_up(
    server: ServerProcess, recordings: Sequence[Recording], calling: Calling, turns: int
) -> None:
    """Make a call whose results are discarded, so that everything slow only once has happened.

    Before it, wait until our server has prepared what it prepares while nobody is on the line.
    """
    server.wait_until_prepared()
    if turns:
        asyncio.run(play(server, recordings[:turns], replace(calling, calls=1)))


def figures_of(server: ServerProcess, run: Run, recordings: Sequence[Recording]) -> Figures:
    """Return the run's results, the state of the server, and a row for each turn."""
    return summary(run, recordings) | {
        "start_s": round(server.start_s, 2),
        "rss_mb": round(rss_mb(server), 1),
        "loop_lag_ms": run.metrics.histogram(LOOP_LAG, 1000.0),
        "queue_wait_ms": run.metrics.histogram(QUEUE_WAIT, 1000.0),
        "late_by_load": round(run.metrics.total(LATE_BY_LOAD)),
        "turns": [row(played) for played in run.played],
    }


def state(server: ServerProcess) -> dict[str, Any]:
    """Return resident memory, open descriptors, threads and asyncio tasks of all its processes."""
    return {
        "rss_mb": round(rss_mb(server), 1),
        "descriptors": sum(one.num_fds() for one in processes(server)),
        "threads": threads(server),
        "tasks": round(scrape(server).total(TASKS)),
    }


def note_vad(run: Run, engine: VadEngine, listen: ListenConfig) -> None:
    """Run a VAD like the server's on what was sent, and note how late it sees each end."""
    stops = {call: ends_ms(sent, engine, listen) for call, sent in run.sent.items()}
    run.played = [
        replace(p, vad_late_ms=late_ms(stops.get(p.call, []), p.end_ms)) for p in run.played
    ]


def ends_ms(sent: Samples, engine: VadEngine, listen: ListenConfig) -> list[float]:
    """Return where in (n,) int16 samples at 16 kHz the VAD sees speech end."""
    size = engine.window_samples
    detector = SpeechDetector(
        1000 * size / LISTEN_HZ, listen.threshold, listen.start_ms, listen.stop_ms
    )
    session = engine.session()
    windows = (sent[i : i + size] for i in range(0, sent.size - size + 1, size))
    edges = (detector.push(session.speech_probability(window)) for window in windows)
    return [edge.at_ms for edge in edges if isinstance(edge, SpeechStopped)]


def late_ms(stops: Sequence[float], end_ms: float) -> float | None:
    """Return how much later than ``end_ms`` the first stop near or after it is."""
    return next((at - end_ms for at in stops if at >= end_ms - _NEAR_MS), None)


def row(played: Played) -> dict[str, Any]:
    """Return a turn as it is kept in the JSON file."""
    last = played.turns[-1] if played.turns else None
    return {
        "recording": played.name,
        "v2v_ms": _rounded(played.v2v_ms),
        "filler": played.bridged,
        "early_ms": _rounded(played.early_ms),
        "vad_late_ms": _rounded(played.vad_late_ms),
        "server_late_ms": _rounded(played.server_late_ms),
        "error": played.error,
        "server_v2v_ms": _rounded(server_v2v_ms(played)),
        "stages_ms": last.stages_ms if last else {},
        "heard": heard(played),
        "intent": last.intent if last else "",
        "route": last.route if last else "",
    }


def _rounded(ms: float | None) -> float | None:
    return None if ms is None else round(ms, 1)


def scrape(server: ServerProcess) -> Scraped:
    """Return the server's ``/metrics``; nothing from a server that has none."""
    if not server.database:
        return Scraped()
    url = f"http://127.0.0.1:{server.port}/metrics"
    with urllib.request.urlopen(url, timeout=5) as answer:
        return Scraped.parse(answer.read().decode("utf-8"))
