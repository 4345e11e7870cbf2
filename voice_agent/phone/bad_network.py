"""A network that loses and delays the packets of a telephone, for tests and benchmarks."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl


@dataclass(slots=True)
class BadNetwork:
    """Loss and delay of packets, at random.

    Attributes:
        loss: Share of them that is lost, from 0 to 1.
        jitter_ms: Longest delay; a packet that is delayed may be overtaken.
        seed: Of the chance.
    """

    loss: float = 0.0
    jitter_ms: float = 0.0
    seed: int = 1
    _chance: random.Random = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def delay_s(self) -> float | None:
        """Return how long the next packet is on its way; ``None`` if it is lost."""
        if self._chance.random() < self.loss:
            return None
        return self._chance.uniform(0, self.jitter_ms) / 1000

    def carry(self, packet: bytes, send: Callable[[bytes], None]) -> None:
        """Send a packet when it arrives, if it does.

        Raises:
            ConnectionError: It cannot be sent. One that is late, and then cannot be, is lost.
        """
        delay_s = self.delay_s()
        if delay_s:
            asyncio.get_running_loop().call_later(delay_s, _sent, packet, send)
        elif delay_s is not None:
            send(packet)


def network_of(query: str) -> BadNetwork:
    """Return the network that a URL asks for: ``loss=0.05&jitter_ms=40&seed=7``; a good one else.

    Raises:
        ValueError: One of these is no number.
    """
    asked = dict(parse_qsl(query))
    return BadNetwork(
        float(asked.get("loss", 0)), float(asked.get("jitter_ms", 0)), int(asked.get("seed", 1))
    )


def _sent(packet: bytes, send: Callable[[bytes], None]) -> None:
    with contextlib.suppress(ConnectionError):
        send(packet)
