"""What an encoder learns before a benchmark: intents and entities of other public sets.

Training on intermediate tasks (Phang et al. 2018, arXiv 1811.01088). The published encoder knows
what sentences mean, but not yet where in them an entity begins and ends; a set of 2,000 turns is
too small to teach that.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from benchmarks.accuracy.public.recipes import INTERMEDIATE
from benchmarks.accuracy.public.task import PublicTask
from benchmarks.accuracy.public.tasks import benchmark_tasks, labels_of
from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.playbook.phrases import from_spans
from voice_agent.training.data.duplicates import texts_of, without_texts
from voice_agent.training.data.rows import Row
from voice_agent.training.data.sources import SOURCES, Sample, folder_of

# The benchmarks it may be for. Those with few shots or withheld intents come from the sets below,
# which would teach what they withhold.
BENCHMARKS = ("snips", "nlupp", "nlupp-large")
_WITH_DETAILS = ("hwu64_entities", "snips", "presidio_pii")
_SETS = (*_WITH_DETAILS, "banking77", "clinc150")
_OOS = "oos"


def intermediate_task(names: Sequence[str], data: Path) -> PublicTask:
    """Make a task of the train splits of the public sets, each with its own labels.

    Args:
        names: The benchmarks that it is for. None of their test and dev turns is in it.
        data: Folder of the data sets; those that are not there are left out.

    Raises:
        ConfigError: Not one of ``BENCHMARKS``, or its data is not there, or no set is.
    """
    for name in names:
        if name not in BENCHMARKS:
            raise ConfigError(f"{name}: not a benchmark with slots: {', '.join(BENCHMARKS)}")
    known = chain.from_iterable(task.rows for name in names for task in benchmark_tasks(name, data))
    measured = texts_of(row for row in known if row.split != "train")
    sets = [name for name in _SETS if folder_of(name, data).is_dir()]
    if not sets:
        raise ConfigError(f"{data}: none of the sets {', '.join(_SETS)} is there")
    every = [
        _row(name, sample)
        for name in sets
        for sample in SOURCES[name].read(folder_of(name, data))
        if sample.split == "train"
    ]
    rows, removed = without_texts(every, measured)
    return PublicTask(
        name=f"before {', '.join(names)}",
        labels=labels_of("intermediate", rows),
        rows=rows,
        recipe=INTERMEDIATE,
        licences={name: SOURCES[name].licence for name in sets},
        removed=removed,
    )


def _row(name: str, sample: Sample) -> Row:
    spans = tuple((start, end, f"{name}.{entity}") for start, end, entity in sample.spans)
    return Row(
        phrase=from_spans(sample.text, spans),
        group=name,
        intents=(OUT_OF_SCOPE if sample.label == _OOS else f"{name}.{sample.label}",),
        tagged=name in _WITH_DETAILS,
    )
