"""A pipeline file whose server also listens for the lines that are no WebSockets."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.latency.variants import write_variant
from voice_agent.phone.launch import free_port


@contextmanager
def listening(pipeline: str) -> Iterator[tuple[str, Callable[[str], str]]]:
    """Yield the pipeline file, and what says where a line calls: empty for the web server."""
    ports = (free_port(socket.SOCK_STREAM), free_port(socket.SOCK_DGRAM))
    with tempfile.TemporaryDirectory() as folder:
        yield (
            str(with_listeners(pipeline, *ports, Path(folder))),
            lambda line: url_of(line, *ports),
        )


def with_listeners(pipeline: str, audiosocket: int, sip: int, folder: Path) -> Path:
    """Write the pipeline file with ports for AudioSocket and SIP."""
    file = write_variant(pipeline, ("audiosocket", {"port": audiosocket}), folder)
    return write_variant(str(file), ("sip", {"port": sip}), folder)


def url_of(line: str, audiosocket: int, sip: int) -> str:
    """Return where a line calls; empty for the web server."""
    return {
        "audiosocket": f"tcp://127.0.0.1:{audiosocket}",
        "sip": f"sip://127.0.0.1:{sip}",
    }.get(line, "")
