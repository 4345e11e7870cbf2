"""Fetch a public data set: each file is resumed where it broke off, and compared with its hash."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import yaml

from voice_agent.config.models.lock import sha256
from voice_agent.core.errors import ConfigError
from voice_agent.core.files import replace_file
from voice_agent.playbook.load import read_yaml
from voice_agent.training.data.catalogue import PART, PublicSet, RemoteFile
from voice_agent.training.data.folds import has_folds, joined_folds

LOCK_FILE = "lock.yaml"
_TIMEOUT_S = 30.0
_PIECE = 1 << 16
_MOST_BYTES = 256 << 20
_RANGE_IGNORED, _NOTHING_LEFT = 200, 416

Progress = Callable[[str, int, int], None]
"""File, bytes that are here, bytes in all (0 if unknown)."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of a set.

    Attributes:
        new: Files that were fetched.
        kept: Files that were there already, unchanged.
    """

    new: tuple[str, ...]
    kept: tuple[str, ...]


def fetch_set(
    name: str,
    one: PublicSet,
    data: Path,
    *,
    source: Path | None = None,
    progress: Progress = lambda file, done, total: None,
    timeout_s: float = _TIMEOUT_S,
) -> Fetched:
    """Put the files of a set into its folder under ``data``, and lock their hashes.

    What broke off before goes on where it was. A file that is not the locked one is not kept.

    Args:
        name: The set's name, which is that of its folder.
        one: The set.
        data: Folder of all sets.
        source: A folder that has the set's files, or a clone that they are joined from; by default
            they come from the network.
        progress: Told how far it is.
        timeout_s: Longest silence of the network.

    Raises:
        ConfigError: A source cannot be reached, a file is not the locked one, or ``data`` cannot
            be written; one line says what to do.
    """
    if one.note and source is None:
        raise ConfigError(f"{name}: {one.note}; then: {from_folder(name, data)}")
    locked = _locked(data)
    new: list[str] = []
    kept: list[str] = []
    try:
        for path, file in one.files.items():
            target, key = data / name / path, f"{name}/{path}"
            if target.is_file():
                _compare(target, key, locked)
                kept.append(path)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(target.name + PART)
            if source is not None:
                _take(source, name, path, part, file)
            else:
                _download(name, one.address(path), part, file, progress, timeout_s, data)
            _put(part, target, key, file, locked=locked, packed=source is None)
            locked[key] = sha256(target)
            _write_lock(data, locked)
            new.append(path)
    except OSError as error:
        raise ConfigError(f"{data}: cannot be written: {error.strerror or error}") from None
    return Fetched(tuple(new), tuple(kept))


def from_folder(name: str, data: Path) -> str:
    """Return the command that takes a set from a folder."""
    return f"voice-agent data fetch {name} --data {data} --from FOLDER"


def _take(source: Path, name: str, path: str, part: Path, file: RemoteFile) -> None:
    """Take a file from a folder that has it, or from the clone that it is joined from."""
    if file.folds and has_folds(source):
        try:
            part.write_bytes(joined_folds(source))
        except ValueError as error:
            raise ConfigError(str(error)) from None
    else:
        _copy(_in_folder(source, name, path), part, file)


def _in_folder(source: Path, name: str, path: str) -> Path:
    for found in (source / name / path, source / path):
        if found.is_file():
            return found
    raise ConfigError(f"{source}: has no {path}, nor {name}/{path}")


def _copy(found: Path, part: Path, file: RemoteFile) -> None:
    shutil.copyfile(found, part)
    # What a folder has is in its final form already.
    known = file.sha256 and not file.gzip
    if known and sha256(part) != file.sha256:
        part.unlink()
        raise ConfigError(f"{found}: is not the file that training was written for; get it anew")


def _download(
    name: str,
    address: str,
    part: Path,
    file: RemoteFile,
    progress: Progress,
    timeout_s: float,
    data: Path,
) -> None:
    if urlsplit(address).scheme not in ("http", "https"):
        raise ConfigError(f"{name}: {address!r} is no address of a file")
    shown = f"{name}/{part.name.removesuffix(PART)}"
    try:
        _receive(address, part, timeout_s, lambda done: progress(shown, done, file.size))
    except HTTPError as error:
        raise ConfigError(f"{address}: answers {error.code}; the set may have moved") from None
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise ConfigError(
            f"{address}: cannot be fetched ({reason}); the same command goes on where it was, or, "
            f"with the files of another machine: {from_folder(name, data)}"
        ) from None


def _receive(address: str, part: Path, timeout_s: float, tell: Callable[[int], None]) -> None:
    here = part.stat().st_size if part.is_file() else 0
    request = Request(address, headers={"Range": f"bytes={here}-"} if here else {})
    try:
        answer = urlopen(request, timeout=timeout_s)
    except HTTPError as error:
        if error.code == _NOTHING_LEFT and here:
            return  # All of it is here; the hash tells.
        raise
    with answer:
        anew = answer.status == _RANGE_IGNORED
        done = 0 if anew else here
        with part.open("wb" if anew else "ab") as out:
            came = _pour(answer, out, done, tell) - done
    # A connection that closes early looks like the end of the file.
    announced = answer.headers.get("Content-Length", "")
    if announced.isdecimal() and came < int(announced):
        raise OSError(f"it broke off after {came} of {announced} bytes")


def _pour(answer: IO[bytes], out: IO[bytes], done: int, tell: Callable[[int], None]) -> int:
    tell(done)
    while piece := answer.read(_PIECE):
        out.write(piece)
        done += len(piece)
        tell(done)
        if done > _MOST_BYTES:
            raise ConfigError(f"more than {_MOST_BYTES >> 20} MB come; this is not a set of turns")
    return done


def _put(
    part: Path, target: Path, key: str, file: RemoteFile, *, locked: Mapping[str, str], packed: bool
) -> None:
    """Move a whole file into its place; a wrong one is removed."""
    found = sha256(part)
    if packed and file.sha256 and found != file.sha256:
        part.unlink()
        raise ConfigError(
            f"{key}: sha256 {found[:12]}…, expected {file.sha256[:12]}…: the source has changed or "
            "the transfer was damaged; it was not kept"
        )
    if packed and file.gzip:
        # Without a time in its header the same text has the same hash.
        content = gzip.compress(part.read_bytes(), mtime=0)
        replace_file(target, content)
        part.unlink()
    else:
        part.replace(target)
    if not file.sha256:
        try:
            _compare(target, key, locked)
        except ConfigError:
            target.unlink()
            raise


def _compare(target: Path, key: str, locked: Mapping[str, str]) -> None:
    if key in locked and sha256(target) != locked[key]:
        raise ConfigError(f"{target}: is not the file that was locked; delete it to fetch it anew")


def _locked(data: Path) -> dict[str, str]:
    path = data / LOCK_FILE
    if not path.is_file():
        return {}
    return {str(key): str(value) for key, value in read_yaml(path).items()}


def _write_lock(data: Path, locked: Mapping[str, str]) -> None:
    replace_file(data / LOCK_FILE, yaml.safe_dump(dict(sorted(locked.items()))).encode())
