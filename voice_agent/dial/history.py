"""Files about numbers: those that are never called, and the attempts that were made."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path

from voice_agent.core.errors import ConfigError
from voice_agent.dial.permission import Attempt, read_number


def read_do_not_call(path: Path) -> frozenset[str]:
    """Read a list of numbers, one a line; ``#`` begins a remark.

    Raises:
        ConfigError: It cannot be read, or a line is not a number: then nobody is called.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not a text"
        raise ConfigError(f"--do-not-call: {path}: {why}") from None
    found = set()
    for at, line in enumerate(lines, 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        try:
            found.add(read_number(text))
        except ConfigError:
            raise ConfigError(
                f"--do-not-call: {path}:{at}: not a telephone number with its country (+4930123456)"
            ) from None
    return frozenset(found)


class History:
    """Attempts, one JSON line each. Numbers are kept as hashes.

    Args:
        path: The file; made with the first attempt.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def of(self, number: str) -> list[Attempt]:
        """Return the attempts at a number.

        Raises:
            ConfigError: The file cannot be read: then nobody is called.
        """
        if not self._path.exists():
            return []
        name, found = _name(number), []
        try:
            for line in self._path.read_text(encoding="utf-8").splitlines():
                one = json.loads(line)
                if one["number"] == name:
                    found.append(Attempt(datetime.fromisoformat(one["at"]), str(one["outcome"])))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ConfigError(
                f"--history: {self._path}: {type(error).__name__}; repair or remove it"
            ) from None
        return found

    def add(self, number: str, attempt: Attempt) -> None:
        """Add an attempt."""
        line = {
            "number": _name(number),
            "at": attempt.at.isoformat(timespec="seconds"),
            "outcome": attempt.outcome,
        }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def _name(number: str) -> str:
    return hashlib.sha256(f"voice-agent attempts {number}".encode()).hexdigest()[:24]
