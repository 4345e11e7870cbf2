"""Requests filled with details and the call: escaped in a URL, typed in a body. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from voice_agent.core.errors import ActionError
from voice_agent.playbook.action_schema import GAP

_MISSING = object()
_STEPS = frozenset((".", ".."))
"""A value that is one of these would lead to another path."""
_IN_URL = "/:?#[]@!$&'()*+,;=%~"


def fill_url(template: str, values: Mapping[str, Any]) -> str:
    """Return a URL whose gaps are filled; what is filled in cannot change its structure.

    Args:
        template: As in the playbook, environment variables filled in.
        values: By name; ``{a.b}`` is field ``b`` of the value ``a``.

    Raises:
        ActionError: A value is missing, or is a step to another path.
    """
    parts = []
    at = 0
    for gap in GAP.finditer(template):
        text = _text(gap.group(1), values)
        if text in _STEPS:
            raise ActionError(f"'{{{gap.group(1)}}}' cannot be part of a URL")
        parts += [quote(template[at : gap.start()], safe=_IN_URL), quote(text, safe="")]
        at = gap.end()
    return "".join([*parts, quote(template[at:], safe=_IN_URL)])


def fill_body(template: Any, values: Mapping[str, Any]) -> Any:
    """Return a JSON body whose gaps are filled.

    A text that is one gap alone becomes the value, whatever its type; a key or an item whose
    value is not known is left out.

    Raises:
        ActionError: A value inside of a longer text is missing.
    """
    filled = _filled(template, values)
    return None if filled is _MISSING else filled


def _filled(template: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(template, Mapping):
        items = {key: _filled(item, values) for key, item in template.items()}
        return {key: item for key, item in items.items() if item is not _MISSING}
    if isinstance(template, list):
        return [item for one in template if (item := _filled(one, values)) is not _MISSING]
    if not isinstance(template, str):
        return template
    alone = GAP.fullmatch(template)
    if alone:
        return _value(alone.group(1), values)
    return GAP.sub(lambda gap: _text(gap.group(1), values), template)


def _value(name: str, values: Mapping[str, Any]) -> Any:
    if name in values:
        value: Any = values[name]
    else:
        root, *path = name.split(".")
        value = values.get(root, _MISSING)
        for part in path:
            value = value.get(part, _MISSING) if isinstance(value, Mapping) else _MISSING
    if isinstance(value, Mapping):
        return dict(value)
    return _MISSING if value is None else value


def _text(name: str, values: Mapping[str, Any]) -> str:
    value = _value(name, values)
    if value is _MISSING or value == "":
        raise ActionError(f"nothing fills '{{{name}}}'")
    if isinstance(value, Mapping) and isinstance(value.get("amount"), int | float):
        value = value["amount"]
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return re.sub(r"\.0$", "", repr(value))
    return json.dumps(value, ensure_ascii=False)
