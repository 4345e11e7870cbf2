"""Remember what was compiled for a set of entities."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from voice_agent.language.specs import EntitySpec

T = TypeVar("T")
_MOST = 64


class CompileOnce(Generic[T]):
    """Calls a function once for each set of entities; the oldest of many are forgotten.

    Specs are told apart by identity: comparing large lists in every turn would cost more than the
    rules do. The specs are kept with the result, so no other object gets their identity.
    """

    def __init__(self, compile_: Callable[[Mapping[str, EntitySpec]], T]) -> None:
        self._compile = compile_
        self._known: OrderedDict[
            tuple[tuple[str, int], ...], tuple[Mapping[str, EntitySpec], T]
        ] = OrderedDict()

    def __call__(self, entities: Mapping[str, EntitySpec]) -> T:
        """Return the result for these entities."""
        key = tuple((name, id(spec)) for name, spec in entities.items())
        known = self._known.get(key)
        if known is None:
            kept = dict(entities)
            known = self._known[key] = (kept, self._compile(kept))
            while len(self._known) > _MOST:
                self._known.popitem(last=False)
        return known[1]
