"""The port that a server listens on."""

from __future__ import annotations

import socket

from voice_agent.core.errors import ConfigError


def bound(host: str, port: int) -> socket.socket:
    """Return a TCP socket that is bound to an address, and does not listen yet.

    Raises:
        ConfigError: It cannot be bound to it.
    """
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        made = socket.socket(family, kind, proto)
        try:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(address)
        except OSError:
            made.close()
            raise
    except OSError as error:
        raise ConfigError(
            f"cannot listen on {host}:{port}: {error.strerror or error}; choose another with --port"
        ) from None
    return made
