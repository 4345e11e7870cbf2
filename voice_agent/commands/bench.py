"""``voice-agent bench``: the benchmarks, which are part of a checkout and not of the wheel."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from typer.core import TyperGroup

from voice_agent.commands.discovery import discover, make_group
from voice_agent.core.errors import ConfigError

_MARK = Path("report") / "options.py"  # tells our folder from another one of that name


def group() -> TyperGroup:
    """Measure latency and accuracy; needs a checkout of the repository."""
    folder = _folder()
    return make_group("bench", discover("benchmarks", folder, flat=True), folder / "__init__.py")


def _folder() -> Path:
    spec = find_spec("benchmarks")
    for place in spec.submodule_search_locations or () if spec else ():
        if (Path(place) / _MARK).is_file():
            return Path(place)
    here = Path("benchmarks").resolve()
    if (here / _MARK).is_file() and spec is None:
        sys.path.append(str(here.parent))
        return here
    raise ConfigError(
        "benchmarks come with a checkout of the repository: run this command in its folder"
    )
