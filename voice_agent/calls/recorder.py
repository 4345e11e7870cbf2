"""Records calls as a subscriber of the hub, and deletes recordings that are old enough."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from loguru import logger

from voice_agent.calls.hub import Hub, Listening
from voice_agent.calls.recording_file import SUFFIX, PlainWriter, SealedWriter, Writer, key_of
from voice_agent.calls.stereo import Stereo
from voice_agent.config.recording import RecordingConfig
from voice_agent.core.clock import epoch, monotonic
from voice_agent.core.environment import fill_in
from voice_agent.core.errors import ConfigError

T = TypeVar("T")
WRITE_EVERY_S = 1.0
_BEHIND_S = 0.5
"""What is younger may still get sound from the other side."""
PURGE_EVERY_S = 3600.0
_PIECES = 4000


class Recorder:
    """Records every call that begins.

    Args:
        folder: Where recordings are; made if it is not there.
        key: Encrypts them; ``None`` for plain WAV files.
        keep_days: Days after which one is deleted.
        now: Seconds since the epoch.

    Raises:
        ConfigError: The folder cannot be written.
    """

    def __init__(
        self, folder: Path, key: bytes | None, keep_days: float, now: Callable[[], float] = epoch
    ) -> None:
        self.folder = folder
        self._key = key
        self._keep_s = 86_400 * keep_days
        self._now = now
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recording")
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise ConfigError(
                f"recording.folder: {folder}: {error.strerror}; name a folder that can be written"
            ) from None

    async def record(self, hub: Hub, call_id: str) -> None:
        """Record a call until cancelled; what was said up to then is in the file."""
        with hub.listen(call_id, limit=_PIECES) as listening:
            stereo, lost = Stereo(monotonic()), 0
            writer = await self._in_thread(lambda: self._open(call_id))
            try:
                while True:
                    await asyncio.sleep(WRITE_EVERY_S)
                    await self._write(writer, stereo, listening, monotonic() - _BEHIND_S)
                    if listening.dropped > lost:
                        lost = listening.dropped
                        logger.warning("recording {}: {} pieces were lost", call_id, lost)
            finally:
                await self._write(writer, stereo, listening, monotonic())
                await self._in_thread(writer.close)

    def purge(self) -> int:
        """Delete what is old enough; return how many files that were. Blocks."""
        count = 0
        for path in (*self.folder.glob(f"*{SUFFIX}"), *self.folder.glob("*.wav")):
            with contextlib.suppress(OSError):
                if self._now() - path.stat().st_mtime > self._keep_s:
                    path.unlink()
                    count += 1
        if count:
            logger.info("recordings: {} deleted after {:.0f} days", count, self._keep_s / 86_400)
        return count

    async def purge_now_and_then(self) -> None:
        """Delete what is old enough, now and every hour, until cancelled."""
        while True:
            await self._in_thread(self.purge)
            await asyncio.sleep(PURGE_EVERY_S)

    def close(self) -> None:
        """Write what is waiting."""
        self._pool.shutdown(wait=True)

    async def _write(
        self, writer: Writer, stereo: Stereo, listening: Listening, until_s: float
    ) -> None:
        for sound in listening.waiting():
            stereo.push(sound)
        pcm = stereo.take(until_s).tobytes()
        await self._in_thread(lambda: writer.write(pcm))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def _open(self, call_id: str) -> Writer:
        if self._key is None:
            return PlainWriter(self.folder / f"{call_id}.wav")
        return SealedWriter(self.folder / f"{call_id}{SUFFIX}", self._key)


def open_recorder(config: RecordingConfig, base: Path) -> Recorder:
    """Read the key and open the folder.

    Args:
        config: The part of the pipeline file.
        base: What the folder is relative to.

    Raises:
        ConfigError: The key is missing or none, or the folder cannot be written.
    """
    key = None
    if config.encrypt:
        secret = config.key.read("recording.key")
        key = key_of(secret, str(config.key.env or config.key.file))
    folder = (base / fill_in(config.folder, "recording.folder")).resolve()
    return Recorder(folder, key, config.keep_days)
