"""What may be used only once, whichever worker it comes to."""

from __future__ import annotations

import heapq
import os
from hashlib import sha256
from pathlib import Path
from typing import Literal

from voice_agent.server.access.once import MAX_SEEN, Once


class SharedOnce(Once):
    """Remembers in a folder that all workers of a machine have, as files without content.

    Args:
        folder: The folder; made if it is not there.
        limit: How much this worker remembers at once.
    """

    def __init__(self, folder: Path, limit: int = MAX_SEEN) -> None:
        super().__init__(limit)
        folder.mkdir(mode=0o700, exist_ok=True)
        self._folder = folder
        self._made: list[tuple[float, Path]] = []

    def use(self, name: str, until_s: float, now: float) -> Literal["replayed", "full"] | None:
        """Use ``name``, which is good until ``until_s``; ``None`` if it was the first time."""
        while self._made and self._made[0][0] < now:
            heapq.heappop(self._made)[1].unlink(missing_ok=True)
        used = super().use(name, until_s, now)
        if used is not None:
            return used
        file = self._folder / sha256(name.encode()).hexdigest()
        try:
            os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            return "replayed"
        except OSError:
            return "full"  # Nobody gets in twice because the disk is full.
        heapq.heappush(self._made, (until_s, file))
        return None
