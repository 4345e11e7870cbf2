"""Pages about pydantic models: events, the pipeline file, the playbook."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from voice_agent.reference.attributes import attributes, summary
from voice_agent.reference.markdown import table


def section(model: type[BaseModel], title: str, *, skip: Iterable[str] = ()) -> str:
    """Return a heading, what the model is, and a table of its fields."""
    said = attributes(model)
    rows = [
        (f"`{name}`", _type(field.annotation), _default(field), said.get(name, ""))
        for name, field in model.model_fields.items()
        if name not in skip
    ]
    head = f"## {title}\n\n{summary(model)}\n"
    return f"{head}\n{table(('key', 'type', 'default', 'meaning'), rows)}" if rows else head


def nested(model: type[BaseModel]) -> list[type[BaseModel]]:
    """Return the models inside of a model, each once, in the order of its fields."""
    found: list[type[BaseModel]] = []
    for field in model.model_fields.values():
        for part in _parts(field.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel):
                found += [one for one in (part, *nested(part)) if one not in found]
    return found


def _parts(annotation: Any) -> Iterable[Any]:
    yield annotation
    for argument in typing.get_args(annotation):
        yield from _parts(argument)


def _type(annotation: Any) -> str:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return " or ".join(f"`{value}`" for value in arguments)
    if origin in (types.UnionType, typing.Union):
        return " or ".join(_type(one) for one in arguments if one is not types.NoneType)
    if origin is dict:
        return f"mapping to {_type(arguments[1])}"
    if origin in (list, tuple):
        return f"list of {_type(arguments[0])}"
    if origin is typing.Annotated:
        return _type(arguments[0])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    names = {str: "text", bool: "yes or no", int: "whole number", float: "number", Any: "any value"}
    return names.get(annotation, getattr(annotation, "__name__", str(annotation)))


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if value is PydanticUndefined or value is None or isinstance(value, BaseModel):
        return ""
    if isinstance(value, (dict, list, tuple)) and not value:
        return ""
    return f"`{json.dumps(value)}`"
