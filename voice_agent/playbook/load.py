"""Reading a playbook folder. Every mistake is one line: file, key, what is accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError

from voice_agent.core.errors import ConfigError
from voice_agent.core.yaml_loader import SafeLoader
from voice_agent.playbook.schema import Playbook

M = TypeVar("M", bound=BaseModel)


def load_playbook(folder: Path, *, actions: Path | None = None) -> Playbook:
    """Load and check ``folder/playbook.yaml`` with its phrases.

    Args:
        folder: The playbook's folder.
        actions: File with the actions, which takes the place of the playbook's own.

    Raises:
        ConfigError: The folder or a key is wrong; the message names file and key.
    """
    main = folder / "playbook.yaml"
    data = read_yaml(main)
    if actions is not None:
        data["actions"] = _own_actions(actions, data)
        data["actions_file"] = actions.absolute()
    phrases = folder / "phrases.yaml"
    if phrases.exists():
        data["phrases"] = read_yaml(phrases)
    data["folder"] = folder
    try:
        playbook = Playbook.model_validate(data)
    except ValidationError as error:
        problem = describe(error, Playbook)
        at_fault = phrases if phrases.exists() and problem.startswith("phrases.") else main
        if actions is not None and problem.startswith(("actions.", "actions:")):
            at_fault = actions
        raise ConfigError(f"{at_fault}: {problem}") from None
    _ = playbook.intents_by_phrase  # Now, and not in somebody's turn.
    return playbook


def _own_actions(file: Path, playbook: dict[str, Any]) -> Any:
    """Return the actions of a file that has all of the playbook's.

    One that is missing would go on with the fixed results of the playbook, and the caller would
    be told that something was done which was not.
    """
    data = read_yaml(file)
    unknown = sorted(data.keys() - {"actions"})
    if unknown or "actions" not in data:
        what = f"{unknown[0]}: unknown key" if unknown else "actions: missing"
        raise ConfigError(f"{file}: {what}; the file has one key, 'actions'")
    ours, theirs = data["actions"], playbook.get("actions")
    if isinstance(ours, dict) and isinstance(theirs, dict):
        missing = sorted(theirs.keys() - ours.keys())
        if missing:
            raise ConfigError(
                f"{file}: actions.{missing[0]}: missing; the file takes the place of the "
                f"playbook's actions and needs all of them: {', '.join(missing)}"
            )
        return {name: _with_limits(action, theirs.get(name)) for name, action in ours.items()}
    return ours


def _with_limits(action: Any, replaced: Any) -> Any:
    """Return an action with the limits of the one that it replaces, unless it has its own."""
    if not isinstance(action, dict) or not isinstance(replaced, dict) or "limits" not in replaced:
        return action
    return {"limits": replaced["limits"], **action}


_HINTS = {
    "mapping values are not allowed in this context": "put a text with a colon in quotes",
    "did not find expected key": "look above for a quote that is not closed, or for a line that is "
    "indented otherwise",
    "found unexpected end of stream": "a quote or a bracket is not closed",
}
"""What usually causes a complaint of the YAML parser."""


class _UniqueKeys(SafeLoader):
    """YAML would silently keep the last of two keys, and an intent would be gone."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"duplicate key '{key.value}'", key.start_mark
                    )
                seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML mapping.

    Raises:
        ConfigError: The file is missing, not YAML, or not a mapping.
    """
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        data = yaml.load(text, Loader=_UniqueKeys)
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8 text") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        problem = str(getattr(error, "problem", error))
        tab = mark is not None and text[mark.index :][:1] == "\t"
        hint = "indent with spaces, not tabs" if tab else _HINTS.get(problem)
        raise ConfigError(f"{path}: {where}{problem}{f'; {hint}' if hint else ''}") from None
    if not isinstance(data, dict):
        raise ConfigError(f"{path}: expected a mapping of keys, got {_kind(data)}")
    return data


def validate(model: type[M], data: dict[str, Any], path: Path) -> M:
    """Check ``data`` against ``model``; one line per file names the first wrong key."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ConfigError(f"{path}: {describe(error, model)}") from None


def describe(error: ValidationError, model: type[BaseModel]) -> str:
    """Describe the first problem in one line: ``key: what is wrong; what is accepted``."""
    # A misspelt key shows up as missing and as unknown: the unknown one says more.
    problems = error.errors()
    unknown = [p for p in problems if p["type"] == "extra_forbidden"]
    first = (unknown or problems)[0]
    what = _describe_one(first, model)
    key = ".".join(str(part) for part in first["loc"])
    return f"{key}: {what}" if key else what


def problems_of(
    error: ValidationError, model: type[BaseModel]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every problem: the keys that lead to it, and what is wrong."""
    for problem in error.errors():
        what, path = _describe_one(problem, model), problem["loc"]
        key, colon, rest = what.partition(": ")
        if not path and colon and re.fullmatch(r"[\w.-]+", key):
            path, what = tuple(key.split(".")), rest
        yield path, what


def _describe_one(problem: Any, model: type[BaseModel]) -> str:
    if problem["type"] == "extra_forbidden":
        *above, _ = (str(part) for part in problem["loc"])
        known = _known_keys(model, above)
        return "unknown key" + (f"; known: {', '.join(known)}" if known else "")
    if problem["type"] in ("model_type", "dict_type"):
        return f"expected a mapping of keys, got {_kind(problem['input'])}"
    if problem["type"] == "string_type" and isinstance(problem["input"], bool | int | float):
        return f"YAML reads {problem['input']!r} here, not words: put it in quotes"
    if problem["type"] == "union_tag_not_found":
        return f"needs the key {problem['ctx']['discriminator']}"
    if problem["type"] == "union_tag_invalid":
        told = problem["ctx"]
        return f"{told['discriminator']} is '{told['tag']}'; known: {told['expected_tags']}"
    return str(problem["msg"]).removeprefix("Value error, ")


def _kind(value: Any) -> str:
    return "nothing" if value is None else type(value).__name__


def _known_keys(model: type[BaseModel], path: list[str]) -> list[str]:
    places: list[Any] = [model]
    for part in path:
        places = [inner for place in places for inner in _inside(place, part)]
    models = [kind for place in places for kind in _kinds(place) if _is_model(kind)]
    # A path is where the file was found, not something its author writes.
    return [n for m in models[:1] for n, f in m.model_fields.items() if f.annotation is not Path]


def _inside(annotation: Any, part: str) -> list[Any]:
    """Return what a value that may be of several kinds has at a key, or which kind is meant."""
    kinds = _kinds(annotation)
    models = [kind for kind in kinds if _is_model(kind)]
    fields = [model.model_fields[part].annotation for model in models if part in model.model_fields]
    items = [get_args(kind)[-2:] for kind in kinds if get_args(kind)]
    return (
        fields
        or [model for model in models if part in _tags(model)]
        or [inner for item in items for inner in item if inner not in (str, Ellipsis)]
    )


def _kinds(annotation: Any) -> list[Any]:
    if get_origin(annotation) is Annotated:
        return _kinds(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [kind for one in get_args(annotation) for kind in _kinds(one)]
    return [annotation]


def _tags(model: type[BaseModel]) -> set[Any]:
    """Return what tells this kind of a mapping from others: the one value that a key can have."""
    fields = (field.annotation for field in model.model_fields.values())
    return {get_args(kind)[0] for kind in fields if get_origin(kind) is Literal}


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
