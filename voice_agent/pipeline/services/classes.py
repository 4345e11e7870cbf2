"""pipecat's service classes: found by path, and what their constructors and settings accept."""

from __future__ import annotations

import dataclasses
import difflib
import importlib
import importlib.util
import inspect
import pkgutil
import types
import typing
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cache
from typing import Any

from pipecat.services.ai_service import AIService
from pipecat.services.llm_service import LLMService
from pipecat.services.settings import ServiceSettings
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService
from pipecat.utils.types import NotGiven
from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.errors import PydanticUserError

from voice_agent.core.errors import ConfigError

KINDS: Mapping[str, type[AIService]] = types.MappingProxyType(
    {"stt": STTService, "llm": LLMService, "tts": TTSService}
)

_PACKAGE = "pipecat.services"


def find_class(stage: str, service: str) -> type[AIService]:
    """Import the class of a service.

    Args:
        stage: ``stt``, ``llm`` or ``tts``.
        service: Class path below ``pipecat.services``, or a whole one.

    Raises:
        ConfigError: There is no such module or class, an optional dependency is missing, or
            the class is of another kind.
    """
    path, _, name = service.replace(":", ".").rpartition(".")
    if not path:
        raise ConfigError(
            f"'{service}' is not a class path; expected one below {_PACKAGE}, such as "
            f"'openai.{stage}.OpenAI{stage.upper()}Service', or a whole one"
        )
    first = path.partition(".")[0]
    shipped = importlib.util.find_spec(f"{_PACKAGE}.{first}") is not None
    module_name = f"{_PACKAGE}.{path}" if shipped else path
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        missing = getattr(error, "name", None) or ""
        if missing and f"{module_name}.".startswith(f"{missing}."):
            raise ConfigError(_no_module(missing, first)) from None
        raise ConfigError(_no_import(module_name, first if shipped else "", error)) from error
    found = getattr(module, name, None)
    kind = KINDS[stage]
    if not (isinstance(found, type) and issubclass(found, kind)):
        why = "is not there" if found is None else f"is not a pipecat {stage.upper()} service"
        raise ConfigError(
            f"{module_name}: '{name}' {why}; known: {listed(_services(module, kind))}"
        )
    return found


def parameters(wanted: type[Any]) -> Mapping[str, inspect.Parameter]:
    """Return everything the constructor takes, with real types as annotations.

    A constructor that ends in ``**kwargs`` also takes what the next class up takes.
    """
    return _parameters(wanted)  # type: ignore[arg-type]  # mypy doubts that classes are hashable


@cache  # Asked for each instance, and so for each call.
def _parameters(wanted: type[Any]) -> Mapping[str, inspect.Parameter]:
    found: dict[str, inspect.Parameter] = {}
    for owner in wanted.__mro__:
        init = vars(owner).get("__init__") if owner is not object else None
        if init is None:
            continue
        hints = _hints(init)
        kinds = set()
        for name, parameter in inspect.signature(init).parameters.items():
            kinds.add(parameter.kind)
            if name != "self" and parameter.kind in (
                inspect.Parameter.POSITIONAL_OR_KEYWORD,
                inspect.Parameter.KEYWORD_ONLY,
            ):
                found.setdefault(name, parameter.replace(annotation=hints.get(name, Any)))
        if inspect.Parameter.VAR_KEYWORD not in kinds:
            break
    return types.MappingProxyType(found)


def own_parameters(service_class: type[AIService]) -> list[str]:
    """Return the names that the class itself adds: those its documentation describes."""
    return [
        name
        for name, parameter in inspect.signature(service_class).parameters.items()
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    ]


def settings_class(service_class: type[AIService]) -> type[ServiceSettings]:
    """Return the class of the service's settings."""
    found = getattr(service_class, "Settings", ServiceSettings)
    return found if issubclass(found, ServiceSettings) else ServiceSettings


def settings_fields(service_class: type[AIService]) -> dict[str, Any]:
    """Return the types of the fields of the service's settings."""
    found = settings_class(service_class)
    hints = _hints(found)
    return {
        field.name: hints.get(field.name, Any)
        for field in dataclasses.fields(found)
        if not field.name.startswith("_")
    }


def settings_aliases(service_class: type[AIService]) -> Mapping[str, str]:
    """Return other names of settings that pipecat takes, such as ``voice_id`` for ``voice``."""
    return settings_class(service_class)._aliases


def converted(annotation: Any, value: Any) -> Any:
    """Return ``value`` as ``annotation`` wants it: an enum, a model, a number.

    Raises:
        ValidationError: It cannot be one.
    """
    for config in (ConfigDict(arbitrary_types_allowed=True), None):
        try:
            return TypeAdapter(annotation, config=config).validate_python(value)
        except (PydanticUserError, TypeError):
            # A model of pydantic's own wants no configuration, and a type that pydantic cannot
            # describe is for the service to judge.
            continue
    return value


def fits(annotation: Any, value: Any) -> bool:
    """Return whether ``value`` can become what ``annotation`` wants."""
    try:
        converted(annotation, value)
    except ValidationError:
        return False
    return True


def said(annotation: Any) -> str:
    """Return a type in the words of a person."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        parts = [a for a in typing.get_args(annotation) if a not in (types.NoneType, NotGiven)]
        return " or ".join(dict.fromkeys(map(said, parts)))
    if isinstance(annotation, type) and issubclass(annotation, Enum) and len(annotation) < 9:
        return " or ".join(repr(member.value) for member in annotation)
    if typing.get_origin(annotation) is typing.Literal:
        return " or ".join(map(repr, typing.get_args(annotation)))
    return str(getattr(annotation, "__name__", annotation))


def listed(names: Iterable[str]) -> str:
    """Return names in a row."""
    return ", ".join(dict.fromkeys(names)) or "none"


def _hints(owner: Any) -> dict[str, Any]:
    """Return types by name, of a function or a class and its bases; ``Any`` if unknown."""
    found: dict[str, Any] = {}
    for part in reversed(owner.__mro__) if isinstance(owner, type) else (owner,):
        names = vars(importlib.import_module(part.__module__))
        for name, annotation in getattr(part, "__annotations__", {}).items():
            # One at a time: some names in pipecat's settings exist for a type checker only.
            one = types.SimpleNamespace(__annotations__={name: annotation})
            try:
                found.update(typing.get_type_hints(one, names))
            except (NameError, TypeError):
                found[name] = Any
    return found


def _services(module: types.ModuleType, kind: type[AIService]) -> list[str]:
    return sorted(
        name
        for name, found in vars(module).items()
        if isinstance(found, type)
        and issubclass(found, kind)
        and found.__module__ == module.__name__
        and not name.startswith("_")
    )


def _modules(package: str) -> list[str]:
    found = pkgutil.iter_modules(importlib.import_module(package).__path__)
    return [module.name for module in found if not module.name.startswith("_")]


def _no_module(missing: str, first: str) -> str:
    parent, _, last = missing.rpartition(".")
    if parent.startswith(_PACKAGE):
        return f"no module '{last}' in {parent}; known: {listed(_modules(parent))}"
    known = _modules(_PACKAGE)
    close = difflib.get_close_matches(first, known, n=3)
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    return f"no module '{missing}', neither below {_PACKAGE} nor by itself{hint}"


def _no_import(module_name: str, vendor: str, error: ImportError) -> str:
    remedy = f"; install it: pip install 'pipecat-ai[{vendor}]'" if vendor else ""
    return f"{module_name} cannot be imported: {error}{remedy}"
