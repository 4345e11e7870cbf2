"""A uvicorn server that a signal drains instead of cutting its calls."""

from __future__ import annotations

import asyncio
import signal
import socket
from types import FrameType

import uvicorn

from voice_agent.server.drain import Drain, Phase


class DrainingServer(uvicorn.Server):
    """Make it inside of its event loop.

    Args:
        config: What uvicorn serves.
        drain: Told of SIGTERM and SIGINT.
    """

    def __init__(self, config: uvicorn.Config, drain: Drain) -> None:
        super().__init__(config)
        self._drain = drain
        self._loop = asyncio.get_running_loop()

    async def take(self, connection: socket.socket) -> None:
        """Serve a connection that another process has accepted.

        Raises:
            OSError: It is closed already.
        """

        def protocol() -> asyncio.Protocol:
            made: asyncio.Protocol = self.config.http_protocol_class(  # type: ignore[call-arg]
                config=self.config,
                server_state=self.server_state,
                app_state=self.lifespan.state,
            )
            return made

        await self._loop.connect_accepted_socket(protocol, connection)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Drain; a signal that comes when nothing is waited for any more ends the process."""
        # uvicorn would raise the signal again once it has stopped: the exit status would not be 0.
        if self._drain.phase is Phase.OVER:
            self.force_exit = True
        self._loop.call_soon_threadsafe(self._drain.signal, signal.Signals(sig).name)
