"""A whole server beside the test that phones it, in the same process."""

from voice_agent.server.guest import running_server

__all__ = ["running_server"]
