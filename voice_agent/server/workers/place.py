"""A worker's place among the others, handed to its process in the environment."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path

from voice_agent.config.schema import PipelineConfig
from voice_agent.core.errors import ConfigError
from voice_agent.server.workers.policy import share

VARIABLE = "VOICE_AGENT_WORKER"


@dataclass(frozen=True, slots=True)
class Place:
    """A worker's place.

    Attributes:
        number: Its number, from 0. The first one owns what there can be only one of.
        count: How many there are.
        starts: Times that this place was started before.
        channel: Descriptor of its channel to the supervisor.
        folder: Private folder of all workers of this server, with their sockets.
    """

    number: int
    count: int
    starts: int
    channel: int
    folder: Path

    @property
    def first(self) -> bool:
        """True for the worker that owns what there can be only one of."""
        return self.number == 0

    def socket(self, number: int | None = None) -> Path:
        """Return where a worker, by default this one, answers the others."""
        return self.folder / f"{self.number if number is None else number}.sock"

    def written(self) -> str:
        """Return this place as the value of the environment variable."""
        return f"{self.number}:{self.count}:{self.starts}:{self.channel}:{self.folder}"


def read_place(environment: MutableMapping[str, str] = os.environ) -> Place | None:
    """Return the place of this process, and hide it from the processes that it starts.

    ``None`` if it is no worker.
    """
    written = environment.pop(VARIABLE, "")
    if not written:
        return None
    number, count, starts, channel, folder = written.split(":", 4)
    return Place(int(number), int(count), int(starts), int(channel), Path(folder))


def numbers(place: Place | None) -> tuple[int, int]:
    """Return the number of a worker and how many there are; 0 and 1 for a server without."""
    return (0, 1) if place is None else (place.number, place.count)


def workers_of(config: PipelineConfig, wanted: int | None) -> int:
    """Return how many workers there are to be.

    Args:
        config: The pipeline file.
        wanted: What the command line says.

    Raises:
        ConfigError: There are more than calls.
    """
    count = config.server.workers if wanted is None else wanted
    if count > config.max_calls:
        raise ConfigError(
            f"{config.file}: server.workers: {count} workers share max_calls: {config.max_calls}; "
            "allow as many calls as there are workers, or more"
        )
    return count


def part_of(config: PipelineConfig, place: Place) -> PipelineConfig:
    """Return the pipeline file as one worker reads it.

    It has its share of the calls. SIP and AudioSocket have ports of their own, which the first
    worker alone listens on.
    """
    own = {} if place.first else {"sip": None, "audiosocket": None}
    lines = share(config.max_calls, place.number, place.count)
    return config.model_copy(update={"max_calls": lines, **own})
