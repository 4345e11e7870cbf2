"""pipecat's processors and observers that a pipeline file puts among our stages."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pipecat.observers.base_observer import BaseObserver
from pipecat.processors.frame_processor import FrameProcessor

from voice_agent.config.schema import PLACES, PipelineConfig
from voice_agent.core.environment import fill_in, has_variable
from voice_agent.core.errors import ConfigError
from voice_agent.core.plugins import load_by_path
from voice_agent.pipeline.services.classes import converted, fits, listed, parameters, said

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Inserts:
    """The processors and observers that a pipeline file adds to every call.

    Attributes:
        processors: The place after which each stands, and what makes it.
        observers: What makes each observer.
    """

    processors: tuple[tuple[str, Callable[[], FrameProcessor]], ...] = ()
    observers: tuple[Callable[[], BaseObserver], ...] = ()

    @property
    def want_audio(self) -> bool:
        """True if a processor comes after the VAD, which passes audio on only if asked to."""
        return any(after != PLACES[0] for after, _ in self.processors)

    @property
    def none(self) -> bool:
        """True if nobody but our own stages sees a frame: frequent ones may take a short way."""
        return not self.processors and not self.observers

    def among(self, stages: Sequence[FrameProcessor]) -> list[FrameProcessor]:
        """Return the stages of a call with its own processors among them.

        Args:
            stages: One for each of ``PLACES``, in this order.
        """
        arranged: list[FrameProcessor] = []
        for place, stage in zip(PLACES, stages, strict=True):
            arranged += [stage, *(make() for after, make in self.processors if after == place)]
        return arranged

    def watching(self) -> list[BaseObserver]:
        """Return a call's own observers."""
        return [make() for make in self.observers]


NO_INSERTS = Inserts()


def read_inserts(config: PipelineConfig) -> Inserts:
    """Import what a pipeline file names, and make each once to see whether it can be made.

    Raises:
        ConfigError: One line that names the key and what would be accepted.
    """
    folder = config.file.parent
    processors = tuple(
        (item.after, _maker(f"processors[{n}]", "processor", FrameProcessor, item, folder))
        for n, item in enumerate(config.processors)
    )
    observers = tuple(
        _maker(f"observers[{n}]", "observer", BaseObserver, item, folder)
        for n, item in enumerate(config.observers)
    )
    return Inserts(processors, observers)


def _maker(key: str, kind: str, base: type[T], item: Any, folder: Path) -> Callable[[], T]:
    path = getattr(item, kind)
    try:
        found = load_by_path(path, folder)
    except ConfigError as error:
        raise ConfigError(f"{key}.{kind}: {error}") from None
    if not (isinstance(found, type) and issubclass(found, base)):
        raise ConfigError(f"{key}.{kind}: '{path}' is not a {base.__name__} of pipecat")
    known = parameters(found)
    problem = _problem(found.__name__, known, item.args)
    if problem:
        raise ConfigError(f"{key}.{problem}")
    arguments = {
        name: converted(known[name].annotation, fill_in(value, f"{key}.args.{name}"))
        for name, value in item.args.items()
    }

    def make() -> T:
        return found(**arguments)

    try:
        make()
    except Exception as error:
        why = str(error).strip().partition("\n")[0]
        raise ConfigError(f"{key}: {found.__name__} cannot be made: {why}") from error
    return make


def _problem(
    name: str, known: Mapping[str, inspect.Parameter], arguments: Mapping[str, Any]
) -> str | None:
    for key, value in arguments.items():
        if key not in known:
            return f"args.{key}: unknown argument of {name}; known: {listed(sorted(known))}"
        wanted = known[key].annotation
        if not has_variable(value) and not fits(wanted, value):
            return f"args.{key}: expected {said(wanted)}, got {value!r}"
    for key, parameter in known.items():
        if parameter.default is inspect.Parameter.empty and key not in arguments:
            return f"args.{key}: missing; {name} needs it"
    return None
