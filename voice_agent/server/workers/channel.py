"""The channel between the supervisor and a worker: connections one way, reports the other way."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Iterator

from voice_agent.server.workers.policy import Phase

_REPORT = struct.Struct("!BH")
_MOST = 16
"""Connections that are taken with one call of the operating system."""


def channel() -> tuple[socket.socket, socket.socket]:
    """Return the supervisor's end and the worker's end; neither blocks."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    ours.setblocking(False)
    theirs.setblocking(False)
    return ours, theirs


def give(end: socket.socket, connection: socket.socket) -> bool:
    """Give a connection to a worker; return whether its channel had room.

    Raises:
        OSError: The worker is gone.
    """
    try:
        return socket.send_fds(end, [b"c"], [connection.fileno()]) == 1
    except BlockingIOError:
        return False


def given(end: socket.socket) -> Iterator[socket.socket]:
    """Yield the connections that have come.

    Raises:
        EOFError: The supervisor is gone.
    """
    while True:
        try:
            data, descriptors, _, _ = socket.recv_fds(end, _MOST, _MOST)
        except BlockingIOError:
            return
        except ConnectionError:
            raise EOFError from None
        for descriptor in descriptors:
            connection = socket.socket(fileno=descriptor)
            connection.setblocking(False)
            yield connection
        if not data:
            raise EOFError


def report(end: socket.socket, phase: Phase, calls: int) -> None:
    """Tell the supervisor how things are. What it does not read is told again the next time."""
    with contextlib.suppress(OSError):
        end.send(_REPORT.pack(phase, min(calls, 0xFFFF)))


class Reports:
    """Reads a worker's reports.

    Args:
        end: The supervisor's end.
    """

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._left = b""

    def last(self) -> tuple[Phase, int] | None:
        """Return what was last reported; ``None`` if nothing has come.

        Raises:
            EOFError: The worker is gone.
        """
        while True:
            try:
                data = self._end.recv(4096)
            except BlockingIOError:
                break
            except ConnectionError:
                raise EOFError from None
            if not data:
                raise EOFError
            self._left += data
        whole = len(self._left) // _REPORT.size * _REPORT.size
        if not whole:
            return None
        newest, self._left = self._left[:whole][-_REPORT.size :], self._left[whole:]
        phase, calls = _REPORT.unpack(newest)
        return Phase(phase), calls
