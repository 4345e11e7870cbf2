"""A pipecat service as a pipeline file describes it: class, arguments, settings, secrets."""

from __future__ import annotations

import dataclasses
import inspect
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from pipecat.services.ai_service import AIService

from voice_agent.core.environment import fill_in, has_variable
from voice_agent.core.errors import ConfigError
from voice_agent.core.logs import hide_in_logs
from voice_agent.pipeline.services.classes import (
    converted,
    find_class,
    fits,
    listed,
    own_parameters,
    parameters,
    said,
    settings_aliases,
    settings_class,
    settings_fields,
)

_ENV = "_env"
_SESSION = "aiohttp_session"
_NOT_IN_A_FILE = frozenset(
    {"name", "metrics", "task_manager", "enable_direct_mode", "settings", "http_client", _SESSION}
)
"""Constructor arguments that a pipeline file cannot hold; ``settings`` is checked by itself."""
_GONE_IN_2 = frozenset({"params", "live_options", "aggregate_sentences", "text_filters"})
_SECRET = re.compile(r"key|token|secret|password|credential", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ServiceSpec:
    """One service of a pipeline file, checked and ready to be made.

    Attributes:
        stage: The stage it fills.
        service_class: pipecat's class.
        arguments: Arguments of the constructor but for ``settings``, of the right types.
        settings: Fields of its ``Settings``, of the right types.
        fingerprint: A text that changes with everything but the secrets.
    """

    stage: str
    service_class: type[AIService]
    arguments: Mapping[str, Any] = dataclasses.field(repr=False)
    settings: Mapping[str, Any]
    fingerprint: str
    _made: list[AIService] = dataclasses.field(default_factory=list, repr=False, compare=False)

    @property
    def name(self) -> str:
        """Name of the class."""
        return self.service_class.__name__

    @property
    def needs_session(self) -> bool:
        """True if the class must be given an aiohttp session."""
        parameter = parameters(self.service_class).get(_SESSION)
        return parameter is not None and parameter.default is inspect.Parameter.empty

    def tried(self) -> ServiceSpec:
        """Make the first instance ahead of the first call, to know now what the class refuses.

        Raises:
            ConfigError: The class refuses its arguments.
        """
        first = self._instance(None)
        if not self.needs_session:
            self._made.append(first)
        return self

    def make(self, session: Any = None) -> AIService:
        """Make an instance. Some classes load a model here.

        Args:
            session: The aiohttp session of a class that wants one.

        Raises:
            ConfigError: The class refuses its arguments.
        """
        return self._made.pop() if self._made else self._instance(session)

    def _instance(self, session: Any) -> AIService:
        arguments = dict(self.arguments)
        if self.needs_session:
            arguments[_SESSION] = session
        if self.settings:
            # Services may change theirs, and instances are made from one spec.
            arguments["settings"] = settings_class(self.service_class)(**self.settings).copy()
        try:
            return self.service_class(**arguments)
        except Exception as error:
            # What a vendor's client raises here is not ours to know.
            why = str(error).strip().partition("\n")[0]
            raise ConfigError(
                f"stages.{self.stage}.args: {self.name} cannot be made: {why}", stage=self.stage
            ) from error


def read_spec(
    stage: str,
    service: str,
    arguments: Mapping[str, Any],
    environment: Mapping[str, str] = os.environ,
) -> ServiceSpec:
    """Find the class, check the arguments and put in what the environment holds.

    Args:
        stage: ``stt``, ``llm`` or ``tts``.
        service: Class path below ``pipecat.services``, or a whole one.
        arguments: As in the pipeline file. ``settings`` holds fields of the class's
            ``Settings``. ``NAME_env`` names the environment variable for the argument
            ``NAME``; ``${VARIABLE}`` in a text becomes its value.
        environment: The environment variables.

    Raises:
        ConfigError: One line that names the key and what would be accepted.
    """
    problem = check_spec(stage, service, arguments)
    if problem:
        raise ConfigError(f"stages.{stage}.{problem}", stage=stage)
    found = find_class(stage, service)
    known, fields = parameters(found), settings_fields(found)
    given = {}
    for name, value in arguments.items():
        plain = _plain(name, known)
        if name != "settings":
            written = value if plain == name else f"${{{value}}}"
            read = _filled_in(stage, name, written, environment)
            given[plain] = _checked(stage, f"args.{name}", known[plain].annotation, read)
    settings = {}
    for name, value in arguments.get("settings", {}).items():
        field = settings_aliases(found).get(name, name)
        read = _filled_in(stage, f"settings.{name}", value, environment)
        settings[field] = _checked(stage, f"args.settings.{name}", fields[field], read)
    return ServiceSpec(stage, found, given, settings, _fingerprint(found, arguments))


def check_spec(stage: str, service: str, arguments: Mapping[str, Any]) -> str | None:
    """Say what is wrong with a class path or its arguments, or ``None``.

    The environment is not looked at. The answer starts with the key below the stage.
    """
    try:
        found = find_class(stage, service)
    except ConfigError as error:
        return f"engine: {error}"
    known, aliases = parameters(found), settings_aliases(found)
    fields = settings_fields(found)
    for name, value in arguments.items():
        key, plain = f"args.{name}", _plain(name, known)
        if name == "settings":
            problem = _settings_problem(found, value)
        elif (field := aliases.get(plain, plain)) in fields:
            problem = f"{key}: {found.__name__} takes it as args.settings.{field}"
        elif plain not in known or plain in _NOT_IN_A_FILE | _GONE_IN_2:
            problem = f"{key}: unknown argument of {found.__name__}; known: {_accepted(found)}"
        elif plain == name:
            problem = _misfit(key, known[plain].annotation, value)
        else:
            problem = _misfit(key, str, value)
        if problem:
            return problem
    given = {_plain(name, known) for name in arguments}
    for name, parameter in known.items():
        if parameter.default is inspect.Parameter.empty and name not in given | _NOT_IN_A_FILE:
            return (
                f"args.{name}: missing; {found.__name__} needs it. Give it, or name its "
                f"environment variable in args.{name}{_ENV}"
            )
    return None


def _plain(name: str, known: Mapping[str, Any]) -> str:
    """Return ``api_key`` for ``api_key_env``, unless the class has an argument of that name."""
    plain = name.removesuffix(_ENV)
    return plain if name not in known and plain in known else name


def _accepted(found: type[AIService]) -> str:
    fields, aliases = settings_fields(found), settings_aliases(found)
    hidden = {*fields, *aliases, *_NOT_IN_A_FILE, *_GONE_IN_2}
    return listed(["settings", *(name for name in own_parameters(found) if name not in hidden)])


def _settings_problem(found: type[AIService], settings: Any) -> str | None:
    fields, aliases = settings_fields(found), settings_aliases(found)
    if not isinstance(settings, Mapping):
        return f"args.settings: expected keys and values, got {settings!r}"
    for name, value in settings.items():
        field = aliases.get(name, name)
        if field not in fields:
            return (
                f"args.settings.{name}: unknown setting of {found.__name__}; "
                f"known: {listed(sorted(fields))}"
            )
        problem = _misfit(f"args.settings.{name}", fields[field], value)
        if problem:
            return problem
    return None


def _misfit(key: str, annotation: Any, value: Any) -> str | None:
    if has_variable(value):
        return None  # What the variable holds is not known yet.
    if fits(annotation, value):
        return None
    shown = "a secret" if _SECRET.search(key) else repr(value)
    return f"{key}: expected {said(annotation)}, got {shown}"


def _checked(stage: str, key: str, annotation: Any, value: Any) -> Any:
    problem = _misfit(key, annotation, value)
    if problem:
        raise ConfigError(f"stages.{stage}.{problem}", stage=stage)
    return converted(annotation, value)


def _filled_in(stage: str, key: str, value: Any, environment: Mapping[str, str]) -> Any:
    filled = fill_in(value, f"stages.{stage}.args.{key}", environment)
    _hide(value, filled)
    return filled


def _hide(written: Any, filled: Any) -> None:
    """Keep out of the log what came from the environment."""
    if isinstance(written, Mapping):
        for name, value in written.items():
            _hide(value, filled[name])
    elif isinstance(filled, str) and written != filled:
        hide_in_logs(filled)


def _fingerprint(found: type[AIService], arguments: Mapping[str, Any]) -> str:
    public = {name: value for name, value in arguments.items() if not _SECRET.search(name)}
    return (
        f"pipecat {version('pipecat-ai')} {found.__module__}.{found.__name__} "
        f"{json.dumps(public, sort_keys=True, default=str)}"
    )
