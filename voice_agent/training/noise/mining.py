"""Counts of what recognisers write instead of what was said.

The counts come from the pairs of ``voice-agent phrases hear`` and, with ``--data``, from the n-best
hypotheses of real callers in DSTC10 (Kim et al. 2021, arXiv 2109.13489, Apache-2.0), where the best
hypothesis is taken for what was said::

    voice-agent phrases confusions --pairs WORK_FILE --pairs WORK_FILE --data DIR
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Console

from voice_agent.training.noise.aligning import confusions, spoken_words
from voice_agent.training.noise.confusions import TABLE, write_table
from voice_agent.training.noise.heard import Pair, read_pairs

_NBEST = Path("dstc10_spoken") / "task2_val_user_turns.jsonl"


def count(pairs: Iterable[Pair], nbest: Iterable[Sequence[str]] = ()) -> Counter[tuple[str, str]]:
    """Count the confusions of spoken pairs and of n-best lists.

    Each sentence and outcome counts once. A recogniser that spells writes words that do not exist,
    so an n-best list only counts with words that occur in one of the pairs.
    """
    outcomes = sorted({(pair.said.lower(), pair.heard.lower()) for pair in pairs})
    counts = Counter(found for said, heard in outcomes for found in confusions(said, heard))
    known = {token.word for one in outcomes for text in one for token in spoken_words(text)}
    for first, *others in filter(None, nbest):
        found = {pair for other in others for pair in confusions(first, other)}
        counts.update(pair for pair in found if known.issuperset(" ".join(pair).split()))
    return counts


def read_nbest(data: Path) -> Iterator[list[str]]:
    """Yield the n-best lists of DSTC10 under a folder of data sets; none without that set."""
    path = data / _NBEST
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            yield list(json.loads(line)["nbest"])


def run_mining(
    pairs: Sequence[Path],
    data: Path | None = None,
    out: Path | None = None,
    console: Console | None = None,
) -> None:
    """Count confusions and write the table.

    Args:
        pairs: Work files of ``voice-agent phrases hear``.
        data: Folder of public data sets.
        out: File to write; by default the shipped table.
        console: Where to report.
    """
    nbest = read_nbest(data) if data is not None else ()
    counts = count([pair for path in pairs for pair in read_pairs(path)], nbest)
    out = out or TABLE
    (console or Console()).print(f"{out}: {write_table(out, counts)} confusions")
