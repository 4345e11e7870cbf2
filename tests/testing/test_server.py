from __future__ import annotations

from voice_agent.server import guest
from voice_agent.testing.server import running_server


def test_tests_start_servers_as_everybody_does() -> None:
    assert running_server is guest.running_server
