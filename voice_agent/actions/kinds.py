"""From a playbook's ``actions`` to objects that carry them out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from voice_agent.actions.action import Action
from voice_agent.actions.fixed import FixedAction
from voice_agent.actions.python import PythonAction
from voice_agent.actions.request import HttpAction
from voice_agent.core.environment import fill_in
from voice_agent.core.errors import ConfigError
from voice_agent.core.plugins import checked_callable, load_by_path, load_entry_point
from voice_agent.core.signature import check_arguments, converted
from voice_agent.playbook.action_schema import ActionSpec
from voice_agent.playbook.schema import Playbook

GROUP = "voice_agent.actions"
"""Entry points of this group are kinds: ``ticket = "my_package.tickets:make"``."""


def make_actions(playbook: Playbook) -> dict[str, Action]:
    """Make every action of a playbook.

    Raises:
        ConfigError: One of them cannot be made; names file, key and what is accepted.
    """
    made: dict[str, Action] = {}
    file = playbook.folder / playbook.actions_file
    for name, spec in playbook.actions.items():
        try:
            made[name] = make_action(spec, file.parent)
        except ConfigError as error:
            raise ConfigError(f"{file}: actions.{name}.{error}") from None
    return made


def make_action(spec: ActionSpec, folder: Path) -> Action:
    """Make one action.

    Args:
        spec: What the playbook says of it.
        folder: Folder of the file with the actions; the path of a file is relative to it.

    Raises:
        ConfigError: It cannot be made; the message begins with the key.
    """
    if spec.request:
        return HttpAction(spec.request, spec.timeout_ms, "http" if spec.http else "webhook")
    if spec.python:
        try:
            return PythonAction(checked_callable(load_by_path(spec.python, folder), spec.python))
        except ConfigError as error:
            raise ConfigError(f"python: {error}") from None
    if spec.kind:
        return _made_elsewhere(spec.kind, spec.args)
    return FixedAction(spec)


def _made_elsewhere(kind: str, args: dict[str, Any]) -> Action:
    try:
        make = checked_callable(load_entry_point(GROUP, kind), kind)
    except ConfigError as error:
        raise ConfigError(f"kind: {error}") from None
    problem = check_arguments(make, args, f"kind '{kind}'")
    if problem:
        raise ConfigError(problem)
    try:
        action: Action = make(**converted(make, fill_in(args, "args")))
    except ConfigError:
        raise
    except Exception as error:
        why = f"{type(error).__name__}: {error}".partition("\n")[0]
        raise ConfigError(f"kind: '{kind}' cannot be made: {why}") from error
    for method in ("run", "preview"):
        if not callable(getattr(action, method, None)):
            raise ConfigError(f"kind: '{kind}' made {type(action).__name__}, without '{method}'")
    return action
