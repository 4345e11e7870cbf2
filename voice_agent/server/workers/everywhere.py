"""A reload of every worker, one after the other."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from loguru import logger

from voice_agent.core.errors import ConfigError
from voice_agent.server.reload import PATH, Reloader
from voice_agent.server.workers.peers import Answer, Peers

RELOAD_S = 300.0


class Everywhere:
    """Reloads this worker, and then the others.

    Args:
        reloader: This worker's own.
        peers: The others.
    """

    def __init__(self, reloader: Reloader, peers: Peers) -> None:
        self._reloader = reloader
        self._peers = peers

    async def reload(self, share: float = 1.0) -> str:
        """Load what the files say now, in every worker.

        Args:
            share: Part of the callers that the new version takes.

        Returns:
            The name of the version.

        Raises:
            VoiceAgentError: Nothing has changed here, or a worker did not follow; one line says
                which and why.
        """
        version = await self._reloader.reload(share)
        path = f"{PATH}?{urlencode({'share': share})}"
        for worker in self._peers.others:
            answer = await self._peers.ask(worker, path, method="POST", timeout_s=RELOAD_S)
            if answer.status == 0:
                # One that is being started reads the files as they are now.
                logger.warning("worker {} did not answer; a new start reads the files", worker)
            elif answer.status != 200:
                raise ConfigError(
                    f"version {version} takes calls in some workers, but worker {worker} keeps "
                    f"the old one: {_error(answer)}"
                )
        return version


def _error(answer: Answer) -> str:
    try:
        return str(json.loads(answer.body)["error"])
    except (ValueError, KeyError, TypeError):
        return f"status {answer.status}"
