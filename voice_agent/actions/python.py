"""Actions that are a function: ``python: package.module:function``."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from voice_agent.actions.action import ActionContext
from voice_agent.core.errors import ConfigError


class PythonAction:
    """Call ``function(details)`` or ``function(details, context)``, a coroutine or not.

    Args:
        function: What to call. An ordinary function runs in a thread.

    Raises:
        ConfigError: It takes other arguments.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.run = _with_context(function)

    def preview(self, details: Mapping[str, Any]) -> None:
        """Return nothing: what the function would return is not known before it is called."""


def _with_context(function: Callable[..., Any]) -> Callable[..., Any]:
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return function  # Some builtins have none.
    for given in (("details", "context"), ("details",)):
        try:
            signature.bind(*given)
        except TypeError:
            continue
        return function if len(given) == 2 else _ignoring_context(function)
    raise ConfigError(f"{function!r} takes {signature}; expected (details) or (details, context)")


def _ignoring_context(function: Callable[..., Any]) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(function):

        async def run(details: Mapping[str, Any], context: ActionContext) -> Any:
            return await function(details)

        return run
    return lambda details, context: function(details)
