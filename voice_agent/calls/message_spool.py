"""Messages on disk that wait for their delivery: bounded, and still there after a restart."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loguru import logger

from voice_agent.core.errors import ConfigError
from voice_agent.core.files import replace_file

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Message:
    """A message that waits.

    Attributes:
        id: Its name, the same in every try: the receiver can drop a second one.
        body: What is sent, byte for byte the same in every try.
        since: Seconds since the epoch at which it was put into the spool.
    """

    id: str
    body: str
    since: float


class MessageSpool:
    """A folder with a file for each message. Its methods block.

    Args:
        folder: The folder; made if it is not there.
        most: Messages that may wait; of more, the oldest is given up.

    Raises:
        ConfigError: The folder cannot be made.
    """

    def __init__(self, folder: Path, most: int) -> None:
        self._folder = folder
        self._most = most
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (probe := folder / ".probe").touch()
            probe.unlink()
        except OSError as error:
            raise ConfigError(
                f"after_call.spool: {folder}: {error.strerror}; name a folder that can be written"
            ) from None

    def put(self, id_: str, body: Mapping[str, Any], now: float) -> Message:
        """Add a message; the same ``id_`` again is the same message, and stays as it is.

        Raises:
            OSError: It cannot be written.
        """
        path = self._path(id_)
        if path.exists() and (there := _read(path)) is not None:
            return there
        message = Message(id_, json.dumps(body, sort_keys=True, separators=(",", ":")), now)
        content = json.dumps({"id": message.id, "since": now, "body": message.body})
        replace_file(path, content)
        path.chmod(0o600)
        for old in self.waiting()[: -self._most]:
            logger.error("after-call spool: full; call {} is given up", old.id)
            self.drop(old.id)
        return message

    def waiting(self) -> list[Message]:
        """Return what waits, the oldest first. A file that cannot be read is put aside."""
        found = []
        for path in self._folder.glob("*.json"):
            message = _read(path)
            if message is not None:
                found.append(message)
                continue
            logger.error("after-call spool: {} cannot be read and is put aside", path.name)
            path.rename(path.with_suffix(".bad"))
        return sorted(found, key=lambda one: (one.since, one.id))

    def drop(self, id_: str) -> None:
        """Forget a message that was delivered, or is given up."""
        self._path(id_).unlink(missing_ok=True)

    def _path(self, id_: str) -> Path:
        if not _NAME.fullmatch(id_):
            raise ValueError("not a name of a message")
        return self._folder / f"{id_}.json"


def worker_spool(folder: Path, most: int, worker: int, workers: int) -> MessageSpool:
    """Open the spool of one worker.

    The first one has ``folder`` itself, the others have folders in it. What is left in folders of
    workers that there are no more goes to the first one.

    Args:
        folder: The folder of all of them.
        most: Messages that may wait in each.
        worker: Its number.
        workers: How many there are.

    Raises:
        ConfigError: The folder cannot be made.
    """
    if worker:
        return MessageSpool(folder / str(worker), most)
    spool = MessageSpool(folder, most)
    for old in folder.iterdir():
        if old.is_dir() and old.name.isdigit() and int(old.name) >= workers:
            for path in old.glob("*.json"):
                path.replace(folder / path.name)
    return spool


def _read(path: Path) -> Message | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Message(str(told["id"]), str(told["body"]), float(told["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
