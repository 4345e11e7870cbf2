"""Reading a playbook folder. Every mistake is one line: file, key, what is accepted."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from voice_agent.errors import ConfigError
from voice_agent.playbook.schema import Playbook

M = TypeVar("M", bound=BaseModel)


def load_playbook(folder: Path) -> Playbook:
    """Load and check ``folder/playbook.yaml`` with its phrases.

    Raises:
        ConfigError: The folder or a key is wrong; the message names file and key.
    """
    main = folder / "playbook.yaml"
    data = read_yaml(main)
    phrases = folder / "phrases.yaml"
    if phrases.exists():
        data["phrases"] = read_yaml(phrases)
    data["folder"] = folder
    return validate(Playbook, data, main)


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML mapping.

    Raises:
        ConfigError: The file is missing, not YAML, or not a mapping.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8 text") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        raise ConfigError(f"{path}: {where}{getattr(error, 'problem', error)}") from None
    if not isinstance(data, dict):
        raise ConfigError(f"{path}: expected a mapping of keys, got {type(data).__name__}")
    return data


def validate(model: type[M], data: dict[str, Any], path: Path) -> M:
    """Check ``data`` against ``model``; one line per file names the first wrong key."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ConfigError(f"{path}: {describe(error, model)}") from None


def describe(error: ValidationError, model: type[BaseModel]) -> str:
    """One line for the first problem: ``key: what is wrong; what is accepted``."""
    first = error.errors()[0]
    location = [str(part) for part in first["loc"]]
    key = ".".join(location)
    if first["type"] == "extra_forbidden":
        known = _known_keys(model, location[:-1])
        return f"{key}: unknown key" + (f"; known: {', '.join(known)}" if known else "")
    message = first["msg"].removeprefix("Value error, ")
    return f"{key}: {message}" if key else message


def _known_keys(model: type[BaseModel], path: list[str]) -> list[str]:
    current: Any = model
    for part in path:
        if isinstance(current, type) and issubclass(current, BaseModel):
            if part not in current.model_fields:
                return []
            current = current.model_fields[part].annotation
        else:
            inner = [a for a in getattr(current, "__args__", ()) if a is not str]
            current = inner[0] if inner else None
    if isinstance(current, type) and issubclass(current, BaseModel):
        return list(current.model_fields)
    inner = [
        a
        for a in getattr(current, "__args__", ())
        if isinstance(a, type) and issubclass(a, BaseModel)
    ]
    return list(inner[0].model_fields) if inner else []
