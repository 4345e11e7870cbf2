"""The public data sets that training reads: where they come from, their licences and hashes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from pydantic import Field, TypeAdapter

from voice_agent.core.errors import ConfigError
from voice_agent.core.strict import Strict
from voice_agent.playbook.load import read_yaml
from voice_agent.playbook.schema import Playbook
from voice_agent.training.data.mapping import load_mapping
from voice_agent.training.data.sources import folder_of
from voice_agent.training.data.values import DATA

DICTIONARY = "cmudict"
"""The set that every training uses, whatever its playbook maps."""
PART = ".part"
"""Ending of a file that has not come whole."""


class RemoteFile(Strict):
    """One file of a set.

    Attributes:
        at: Its address; empty if that is ``base`` and its path.
        sha256: Of what is at the address; empty if it is locked by the first fetch.
        size: Bytes at the address; 0 if unknown.
        gzip: Whether it is compressed once it is here.
        folds: Whether it is joined from the test folds of a clone.
    """

    at: str = ""
    sha256: str = Field("", pattern=r"^([0-9a-f]{64})?$")
    size: int = Field(0, ge=0)
    gzip: bool = False
    folds: bool = False


class PublicSet(Strict):
    """A public data set.

    Attributes:
        licence: Its licence, as its source says.
        page: Where people read about it.
        base: What the addresses of its files begin with.
        note: How to get it, if not by its addresses.
        files: Path in the set's folder -> the file.
    """

    licence: str
    page: str
    base: str = ""
    note: str = ""
    files: Mapping[str, RemoteFile]

    def address(self, path: str) -> str:
        """Return the address of a file."""
        return self.files[path].at or self.base + path


@cache
def catalogue() -> Mapping[str, PublicSet]:
    """Return all sets, by the name of their folder."""
    return TypeAdapter(dict[str, PublicSet]).validate_python(read_yaml(DATA / "catalogue.yaml"))


def find_set(name: str, sets: Mapping[str, PublicSet] | None = None) -> PublicSet:
    """Return a set by the name of its folder.

    Raises:
        ConfigError: There is none of this name; names those there are.
    """
    known = catalogue() if sets is None else sets
    if name not in known:
        raise ConfigError(f"no public data set '{name}'; known: {', '.join(known)}")
    return known[name]


def missing_sets(playbook: Playbook, data: Path | None) -> list[str]:
    """Return the folders of the sets that a playbook's ``datasets.yaml`` names and that lack.

    Args:
        playbook: The playbook.
        data: Folder of the sets; None if there is none.
    """
    named = load_mapping(playbook).sets
    if not named:
        return []
    folders = [folder_of(name, data or Path()).name for name in named]
    return [
        name
        for name in dict.fromkeys([*folders, DICTIONARY])
        if data is None or not _has_files(data / name)
    ]


def _has_files(folder: Path) -> bool:
    """Tell whether a fetch has put anything there, but for what broke off."""
    return any(path.is_file() and path.suffix != PART for path in folder.rglob("*"))


def how_to_fetch(names: Iterable[str], data: Path | None) -> str:
    """Return the command that fetches sets."""
    where = f" --data {data}" if data else ""
    return f"voice-agent data fetch {' '.join(names)}{where}"
