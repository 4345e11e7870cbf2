"""Words that recognisers confuse: the shipped table, and words that sound alike.

``voice-agent phrases confusions`` counted the table ``confusions.tsv``: one confusion a line, with
what was said, what was recognised and how often, one or two words on each side. Part of it comes
from DSTC10 (Kim et al. 2021, arXiv 2109.13489, Apache-2.0). Words that sound the same or differ in
one phone come from the CMU pronouncing dictionary.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import Random

from voice_agent.core.errors import ConfigError

Table = Mapping[str, tuple[tuple[str, int], ...]]
"""Said -> what was recognised instead, with its count, the most frequent first."""

TABLE = Path(__file__).with_name("confusions.tsv")
_LEAST = 2
_HEADER = "said\theard\tcount"
_SEEN = 0.75  # share of confusions from the table, where both kinds are known


@lru_cache(maxsize=4)
def read_table(path: Path = TABLE) -> Table:
    """Read a table of confusions, by default the shipped one.

    Raises:
        ConfigError: The file is missing or not such a table.
    """
    try:
        header, *lines = path.read_text(encoding="utf-8").splitlines()
        found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for line in lines:
            said, heard, count = line.split("\t")
            found[said].append((heard, int(count)))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: not a table of confusions: {error}") from None
    if header != _HEADER:
        raise ConfigError(f"{path}: the first line must be said, heard, count with tabs between")
    return {
        said: tuple(sorted(heard, key=lambda e: (-e[1], e[0]))) for said, heard in found.items()
    }


def write_table(path: Path, counts: Mapping[tuple[str, str], int]) -> int:
    """Write the confusions seen at least twice, sorted; return how many lines."""
    kept = sorted(pair for pair, count in counts.items() if count >= _LEAST)
    lines = [_HEADER, *(f"{said}\t{heard}\t{counts[said, heard]}" for said, heard in kept)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(kept)


@dataclass(frozen=True, slots=True)
class Confusions:
    """Words that a recogniser may write instead of others.

    Attributes:
        table: Word -> words that sound like it.
        seen: One or two words -> what was recognised instead, with counts.
    """

    table: dict[str, tuple[str, ...]] = field(default_factory=dict)
    seen: Table = field(default_factory=dict)

    @classmethod
    def shipped(cls) -> Confusions:
        """Return the confusions of the shipped table, which need no data."""
        return cls({}, read_table())

    @classmethod
    def read(cls, path: Path, vocabulary: Collection[str]) -> Confusions:
        """Return the shipped ones, and those of a dictionary between known words."""
        sounds: dict[str, tuple[str, ...]] = {}
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                word, *phones = line.split("#")[0].split()
                if word in vocabulary and len(word) > 1:
                    sounds[word] = tuple(phone.rstrip("012") for phone in phones)
        buckets: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for word, phones_of in sounds.items():
            for key in _keys(phones_of):
                buckets[key].append(word)
        table = {}
        for word, phones_of in sounds.items():
            near = {other for key in _keys(phones_of) for other in buckets[key]} - {word}
            if near:
                table[word] = tuple(sorted(near))
        return cls(table, read_table())

    def draw(self, words: str, rng: Random) -> str | None:
        """Return what may be recognised instead of one or two words, in lower case.

        ``None`` if no confusion is known.
        """
        seen, near = self.seen.get(words), self.table.get(words)
        if seen and (not near or rng.random() < _SEEN):
            return rng.choices([heard for heard, _ in seen], [count for _, count in seen])[0]
        return rng.choice(near) if near else None


def _keys(phones: tuple[str, ...]) -> list[tuple[str, ...]]:
    if len(phones) < 3:
        return [phones]
    return [phones, *((*phones[:i], "*", *phones[i + 1 :]) for i in range(len(phones)))]
