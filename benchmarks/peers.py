"""Servers to compare: a pipeline of ours, or the stock pipecat bot."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voice_agent.server.process import ServerProcess, ServerStartError, serving

STOCK_PREFIX = "pipecat:"
"""``pipecat:stock`` and ``pipecat:tuned`` name the bot's variants; all else is a pipeline."""

_START_TIMEOUT_S = 120


@contextmanager
def serving_peer(name: str) -> Iterator[ServerProcess]:
    """Start what ``name`` stands for.

    Raises:
        ServerStartError: It did not come up.
        ConfigError: No such pipeline.
    """
    if not name.startswith(STOCK_PREFIX):
        with serving(name) as server:
            yield server
        return
    with _serving_stock(name.removeprefix(STOCK_PREFIX)) as server:
        yield server


@contextmanager
def _serving_stock(variant: str) -> Iterator[ServerProcess]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        command = [sys.executable, "-m", "benchmarks.stock_bot"]
        command += ["--variant", variant, "--port", str(port)]
        began = time.monotonic()
        with log.open("w") as stream, subprocess.Popen(command, stderr=stream) as process:
            try:
                _wait(process, port, log)
                # It keeps no record of its calls.
                yield ServerProcess(process.pid, port, time.monotonic() - began, "", log)
            finally:
                process.terminate()
                try:
                    process.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    process.kill()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = log.read_text().strip().splitlines() or ["it said nothing"]
            raise ServerStartError(said[-1])
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise ServerStartError(f"the stock bot was not ready after {_START_TIMEOUT_S} s")
