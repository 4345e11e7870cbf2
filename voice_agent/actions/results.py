"""From a server's answer to results, each checked against its kind. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from voice_agent.core.errors import ActionError
from voice_agent.playbook.action_schema import FieldSpec, ResultSpec

_MISSING = object()
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_PLAIN = re.compile(r"-?\d+(\.\d+)?")
_CURRENCY = re.compile(r"[A-Z]{3}")


def read_results(
    specs: Mapping[str, ResultSpec], answer: Any, zone: tzinfo | None = None
) -> dict[str, Any]:
    """Return the results of an answer in the form that the language says.

    Args:
        specs: What the playbook says of them. Empty: the answer's fields as they are.
        answer: As decoded from JSON.
        zone: The callers' zone, in which a moment becomes a day or a time of day.

    Raises:
        ActionError: One is missing or not of its kind. The message has no value in it.
    """
    if not specs:
        if not isinstance(answer, Mapping):
            kind = type(answer).__name__
            raise ActionError(f"it must return a dict of fields, not {kind}")
        return dict(answer)
    return {name: _result(name, spec, answer, zone) for name, spec in specs.items()}


def _result(name: str, spec: ResultSpec, answer: Any, zone: tzinfo | None) -> Any:
    found = _found(spec.path if spec.path is not None else name, answer)
    if found is _MISSING or found is None or found in ("", []):
        if spec.empty is not None:
            return None
        raise ActionError(f"the answer has no '{name}'")
    if spec.say is None:
        return _value(name, spec, found, zone)
    items = found if isinstance(found, list) else [found]
    return [
        {field: _part(f"{name}.{field}", one, item, zone, field) for field, one in fields}
        for item in items
        for fields in (spec.fields.items(),)
    ]


def _part(label: str, spec: FieldSpec, item: Any, zone: tzinfo | None, field: str) -> Any:
    found = _found(spec.path if spec.path is not None else field, item)
    if found is _MISSING or found is None or found == "":
        raise ActionError(f"the answer has no '{label}'")
    return _value(label, spec, found, zone)


def _found(path: str, answer: Any) -> Any:
    if path == ".":
        return answer
    for part in path.split("."):
        if isinstance(answer, Mapping):
            answer = answer.get(part, _MISSING)
        elif isinstance(answer, list) and part.isdecimal() and int(part) < len(answer):
            answer = answer[int(part)]
        else:
            return _MISSING
    return answer


def _value(name: str, spec: FieldSpec, found: Any, zone: tzinfo | None) -> Any:
    try:
        return _READ[spec.kind](spec, found, zone)
    except (ValueError, TypeError, InvalidOperation, OverflowError):
        raise ActionError(f"'{name}' in the answer is no {spec.kind}") from None


def _money(spec: FieldSpec, found: Any, zone: tzinfo | None) -> dict[str, Any]:
    currency = spec.currency
    if isinstance(found, Mapping):
        currency = str(found.get("currency") or currency).upper()
        found = found.get("amount")
    if not _CURRENCY.fullmatch(currency):
        raise ValueError
    amount = _decimal(found) / (100 if spec.minor else 1)
    return {"amount": float(round(amount, 2)), "currency": currency}


def _number(spec: FieldSpec, found: Any, zone: tzinfo | None) -> int | float:
    number = _decimal(found)
    return int(number) if number == int(number) else float(number)


def _decimal(found: Any) -> Decimal:
    """Read a number, or a text that is one: as many servers send amounts."""
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        raise TypeError
    text = str(found).strip()
    if isinstance(found, str) and not _PLAIN.fullmatch(text):
        if not _THOUSANDS.fullmatch(text):
            raise ValueError
        text = text.replace(",", "")
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError
    return number


def _date(spec: FieldSpec, found: Any, zone: tzinfo | None) -> str:
    return _moment(found, zone).date().isoformat()


def _time(spec: FieldSpec, found: Any, zone: tzinfo | None) -> str:
    if isinstance(found, str) and ("T" in found or " " in found.strip()):
        return _moment(found, zone).strftime("%H:%M")
    return time.fromisoformat(found).strftime("%H:%M")


def _moment(found: Any, zone: tzinfo | None) -> datetime:
    moment = datetime.fromisoformat(found)
    # Without an offset it is a local time already.
    return moment if moment.tzinfo is None else moment.astimezone(zone)


def _digits(spec: FieldSpec, found: Any, zone: tzinfo | None) -> str:
    text = _text(spec, found, zone)
    if not text.replace("-", "").replace(" ", "").isalnum():
        raise ValueError
    return text.replace("-", "").replace(" ", "")


def _text(spec: FieldSpec, found: Any, zone: tzinfo | None) -> str:
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        raise TypeError
    return str(found).strip()


def _flag(spec: FieldSpec, found: Any, zone: tzinfo | None) -> bool:
    # "false" is a text, and no text is false.
    if not isinstance(found, bool):
        raise TypeError
    return found


_READ = {
    "money": _money,
    "number": _number,
    "date": _date,
    "time": _time,
    "digits": _digits,
    "text": _text,
    "phone": _text,
    "email": _text,
    "postcode": _text,
    "flag": _flag,
}
