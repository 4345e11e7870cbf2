from __future__ import annotations

import socket

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.server.port import bound


def test_a_bound_socket_keeps_its_port_for_itself() -> None:
    with bound("127.0.0.1", 0) as made:
        made.listen()
        port = made.getsockname()[1]
        assert made.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)
        with pytest.raises(ConfigError, match=rf"cannot listen on 127\.0\.0\.1:{port}: .*--port"):
            bound("127.0.0.1", port)


def test_an_address_of_another_machine_is_named() -> None:
    with pytest.raises(ConfigError, match=r"cannot listen on 192\.0\.2\.1:80"):
        bound("192.0.2.1", 80)
