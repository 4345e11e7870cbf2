"""Opinions of other models about the training turns: soft targets for a small model.

Knowledge distillation (Hinton et al. 2015, arXiv 1503.02531). The teachers read the turns as they
were written; the student also learns their opinion of the recogniser's text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice_agent.core.errors import ConfigError

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Teacher:
    """Opinions of one teacher, or the mean of several.

    Attributes:
        intents: What the logits are of, ``out_of_scope`` first.
        logits: Words of a turn -> ``[intents]``.
    """

    intents: tuple[str, ...]
    logits: Mapping[str, Floats]

    @classmethod
    def read(cls, paths: Sequence[Path], intents: Sequence[str]) -> Teacher:
        """Read what ``write`` wrote; of several files the mean of each turn.

        Raises:
            ConfigError: A file is missing, damaged, or has other intents.
        """
        found = [_read(path) for path in paths]
        for path, one in zip(paths, found, strict=True):
            if one.intents != tuple(intents):
                raise ConfigError(f"{path}: written for other intents than those to be trained")
        shared = set.intersection(*(set(one.logits) for one in found))
        # Sorted, because the order of a set, and so the digest, differs between runs.
        return cls(
            intents=tuple(intents),
            logits={
                text: np.mean([one.logits[text] for one in found], axis=0, dtype=np.float32)
                for text in sorted(shared)
            },
        )

    def write(self, path: Path) -> None:
        """Write the opinions to a ``.npz`` file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            path,
            intents=np.array(self.intents),
            texts=np.array(list(self.logits)),
            logits=np.array(list(self.logits.values()), dtype=np.float32),
        )

    @property
    def digest(self) -> str:
        """Hash of the opinions, so that a training with others does not go on from a checkpoint."""
        digest = hashlib.sha256()
        for text, logits in self.logits.items():
            digest.update(text.encode())
            digest.update(logits.tobytes())
        return digest.hexdigest()


def _read(path: Path) -> Teacher:
    try:
        with np.load(path) as file:
            texts, logits = file["texts"].tolist(), file["logits"]
            return Teacher(tuple(file["intents"].tolist()), dict(zip(texts, logits, strict=True)))
    except (OSError, ValueError, KeyError) as error:
        raise ConfigError(f"{path}: not a file of a teacher's opinions ({error})") from None
