"""Replacing files as a whole, so that a reader finds the old content or the new one; caches."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from voice_agent.core.errors import ConfigError


def replace_file(path: Path, content: str | bytes, *, durable: bool = True) -> None:
    """Write a file beside ``path`` and move it there in one step.

    Args:
        path: The file; it need not exist, its folder must.
        content: Text is written as UTF-8.
        durable: Whether the content must survive a power cut right after (waits for the disk).

    Raises:
        OSError: It cannot be written; nothing has changed.
    """
    data = content.encode() if isinstance(content, str) else content
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        partial.chmod(0o644)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def save(path: Path, content: str) -> None:
    """Do as ``replace_file`` does, for a file that a user named.

    Raises:
        ConfigError: It cannot be written.
    """
    try:
        replace_file(path, content)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None


def user_cache(name: str) -> Path | None:
    """Return the folder of a cache of the user, which may not exist yet.

    Returns:
        The folder; ``None`` when the user has no home, as a service may not.
    """
    variable = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME"
    base = os.environ.get(variable, "")
    try:
        root = Path(base) if Path(base).is_absolute() else Path.home() / ".cache"
    except RuntimeError:
        return None
    return root / "voice-agent" / name
