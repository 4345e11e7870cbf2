"""A factory's signature as the schema of its arguments in a file."""

from __future__ import annotations

import inspect
import json
import re
import typing
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.errors import PydanticUserError

from voice_agent.core.environment import has_variable
from voice_agent.core.errors import ConfigError

_CONTEXT = "context"


def takes_context(factory: Callable[..., Any]) -> bool:
    """Return whether the factory's first parameter is ``context``."""
    return next(iter(_parameters(factory)), "") == _CONTEXT


def accepted(factory: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """Return the parameters that a file can give, by name."""
    by_name = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return {
        name: parameter
        for name, parameter in _parameters(factory).items()
        if parameter.kind in by_name and name != _CONTEXT
    }


def check_arguments(
    factory: Callable[..., Any], arguments: Mapping[str, Any], what: str
) -> str | None:
    """Say what is wrong with arguments, or return ``None``.

    Args:
        factory: What is to be called with them.
        arguments: As read from a file. A text with ``${NAME}`` in it passes for any type.
        what: What the factory makes, for the message.

    Returns:
        One line that starts with ``args.NAME`` and ends with what would be accepted.
    """
    known, open_ended, hints = accepted(factory), _takes_more(factory), _hints(factory)
    names = ", ".join(sorted(known)) or "none"
    for name, value in arguments.items():
        if name not in known and not open_ended:
            return f"args.{name}: unknown argument of {what}; known: {names}"
        hint = hints.get(name, Any)
        if not has_variable(value) and not _fits(hint, value):
            return f"args.{name}: expected {_said(hint)}, got {value!r}"
    for name, parameter in known.items():
        if parameter.default is inspect.Parameter.empty and name not in arguments:
            return f"args.{name}: missing; {what} needs it. Known arguments: {names}"
    return None


def converted(factory: Callable[..., Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return checked arguments with the types that the signature names, such as paths.

    Raises:
        ConfigError: What an environment variable holds does not fit.
    """
    hints, made = _hints(factory), {}
    for name, value in arguments.items():
        hint = hints.get(name, Any)
        try:
            made[name] = _convert(hint, value, strict=False)
        except ValidationError:
            # The value is not shown: it comes from the environment and may be a secret.
            raise ConfigError(
                f"args.{name}: expected {_said(hint)}; its environment variable holds no such value"
            ) from None
    return made


def _parameters(factory: Callable[..., Any]) -> Mapping[str, inspect.Parameter]:
    try:
        return inspect.signature(factory).parameters
    except (TypeError, ValueError):  # Some builtins have none.
        return {}


def _takes_more(factory: Callable[..., Any]) -> bool:
    kinds = [parameter.kind for parameter in _parameters(factory).values()]
    return inspect.Parameter.VAR_KEYWORD in kinds


def _hints(factory: Callable[..., Any]) -> dict[str, Any]:
    plain = inspect.unwrap(getattr(factory, "func", factory))
    target = plain.__init__ if inspect.isclass(plain) else plain
    try:
        return typing.get_type_hints(target)
    except Exception:  # noqa: BLE001 - a hint that only a type checker can read is no check
        return {}


def _fits(hint: Any, value: Any) -> bool:
    try:
        _convert(hint, value, strict=True)
    except ValidationError:
        return False
    return True


def _convert(hint: Any, value: Any, *, strict: bool) -> Any:
    try:
        # As JSON a list may be a tuple and a text a path, but "2" is still no number.
        return TypeAdapter(hint).validate_json(json.dumps(value), strict=strict)
    except (PydanticUserError, TypeError):
        return value


def _said(hint: Any) -> str:
    if inspect.isclass(hint) and not typing.get_args(hint):
        return hint.__name__
    return re.sub(r"\b(typing|collections\.abc)\.", "", str(hint))
