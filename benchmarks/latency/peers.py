"""Servers to compare: a pipeline of ours, of another version, or the stock pipecat bot."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager

from voice_agent.phone.launch import ServerProcess, serving, started

STOCK_PREFIX = "pipecat:"
"""``pipecat:stock`` and ``pipecat:tuned`` name the bot's variants; all else is a pipeline, after
the interpreter of another environment: ``../old/.venv/bin/python:barista``."""


def serving_peer(name: str) -> AbstractContextManager[ServerProcess]:
    """Start the server that ``name`` names.

    Raises:
        ServerStartError: It did not start.
        ConfigError: No such pipeline.
    """
    if not name.startswith(STOCK_PREFIX):
        python, _, pipeline = name.rpartition(":")
        return serving(pipeline, python=python)
    # The stock bot keeps no record of its calls.
    variant = name.removeprefix(STOCK_PREFIX)
    return started(
        [sys.executable, "-m", "voice_agent", "bench", "stock-bot", "--variant", variant]
    )
