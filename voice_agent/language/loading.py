"""Find the language of a playbook: a folder beside ``en``, or an entry point of another package."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, cast

import voice_agent.language
from voice_agent.core.errors import ConfigError
from voice_agent.core.plugins import entry_point_names, load_entry_point
from voice_agent.language.base import Language

GROUP = "voice_agent.languages"
"""Entry points of this group are languages: ``es = "my_package.spanish"``."""
_MEMBERS = tuple(name for name in vars(Language) if not name.startswith("_"))


@cache
def load(code: str) -> Language:
    """Return the language with this ISO 639-1 code.

    Raises:
        ConfigError: No such language is installed, or it lacks a member of ``Language``.
    """
    built_in, others = _built_in(), entry_point_names(GROUP)
    if code in built_in:
        found: Any = import_module(f"{voice_agent.language.__name__}.{code}")
    elif code in others:
        try:
            found = load_entry_point(GROUP, code)
        except ConfigError as error:
            raise ConfigError(f"language '{code}': {error}") from None
    else:
        known = ", ".join(languages())
        raise ConfigError(f"no language '{code}'; installed: {known}")
    lacking = [name for name in _MEMBERS if not hasattr(found, name)]
    if lacking:
        raise ConfigError(f"language '{code}' ({found!r}) lacks {', '.join(lacking)}")
    return cast(Language, found)


def _built_in() -> list[str]:
    folders = iter_modules(voice_agent.language.__path__)
    return [folder.name for folder in folders if folder.ispkg]


def languages() -> tuple[str, ...]:
    """Return the codes of all installed languages."""
    return tuple(sorted({*_built_in(), *entry_point_names(GROUP)}))
