"""Public benchmarks as tasks, in the splits their papers use."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.accuracy.public.labels import PublicLabels
from benchmarks.accuracy.public.recipes import RECIPES
from benchmarks.accuracy.public.task import PublicTask
from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.playbook.phrases import SpanTuple, from_spans
from voice_agent.training.data.duplicates import measured_texts, without_texts
from voice_agent.training.data.rows import Row, Split
from voice_agent.training.data.sources import SOURCES, folder_of
from voice_agent.training.fit.task import dictionary_of
from voice_agent.training.noise.noise import Noise

IN, NEAR, FAR = "in", "near", "far"
_OOS = "oos"
_OUTLIERS = 600  # rows of each other set
# No sentence of CLINC150 is in them; its out-of-scope turns are the far ones.
_ELSEWHERE = ("hwu64_entities", "snips", "disfl_qa")
# Recognition errors only: no fillers, since the test turns have none either.
_NOISE = Noise(misheard=0.5, error_rate=0.2, fillers=0.0, plain=0.5, restarts=0.0, spelled=0.0)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """How a benchmark is read.

    Attributes:
        read: Folder of the data sets -> rows of each part. One part, unless the benchmark
            is the mean over several trainings. The group of a test row says what it is:
            ``in`` scope, ``near`` (an intent of the same domain that is not taught) or
            ``far`` out of scope.
        licence: Of the data.
        several: Whether a turn may have several intents.
        exposed: Other sets of ``SOURCES`` whose train rows teach what is out of scope (outlier
            exposure, Hendrycks et al. 2019); missing sets are left out.
        named: Whether the name of each intent is a training row too.
        noise: Noise of training rows; ``None`` for none.
    """

    read: Callable[[Path], Iterator[list[Row]]]
    licence: str
    several: bool = False
    named: bool = False
    exposed: tuple[str, ...] = ()
    noise: Noise | None = _NOISE


def benchmark_tasks(name: str, data: Path) -> tuple[PublicTask, ...]:
    """Return the task of a benchmark, or its tasks if it is a mean over several.

    Rows of the test split that are also in the train or dev split are removed from there.

    Args:
        name: One of ``BENCHMARKS``.
        data: Folder of the data sets, each in a folder of its own.

    Raises:
        ConfigError: There is no such benchmark, or its data is not there.
    """
    benchmark = BENCHMARKS.get(name)
    if benchmark is None:
        raise ConfigError(f"no benchmark '{name}'; known: {', '.join(BENCHMARKS)}")
    try:
        parts = list(benchmark.read(data))
        return tuple(
            _task(name if len(parts) == 1 else f"{name}/{number}", name, benchmark, rows, data)
            for number, rows in enumerate(parts, 1)
        )
    except FileNotFoundError as error:
        raise ConfigError(
            f"{error.filename}: no such file; --data needs the data set of '{name}'"
        ) from None


def _task(name: str, kind: str, benchmark: Benchmark, rows: list[Row], data: Path) -> PublicTask:
    labels = labels_of(name, rows, several=benchmark.several)
    if benchmark.named:
        named = (_row(_words(intent), intent, "train") for intent in labels.intents[1:])
        rows = [*rows, *named]
    exposed = [other for other in benchmark.exposed if folder_of(other, data).is_dir()]
    for other in exposed:
        rows = [*rows, *_outliers(other, data)]
    kept, removed = without_texts(rows, measured_texts(rows, fewest_words=1))
    dictionary = dictionary_of(data)
    return PublicTask(
        name=name,
        labels=labels,
        rows=kept,
        recipe=RECIPES[kind],
        noise=benchmark.noise,
        dictionary=dictionary,
        licences={kind: benchmark.licence}
        | {other: SOURCES[other].licence for other in exposed}
        | ({"cmudict": "BSD-2-Clause"} if dictionary else {}),
        removed=removed,
    )


def labels_of(name: str, rows: Collection[Row], *, several: bool = False) -> PublicLabels:
    """Return the labels of a graph for these rows: intents and entities, nothing else."""
    intents = sorted({intent for row in rows for intent in row.intents} - {OUT_OF_SCOPE})
    return PublicLabels(
        playbook=name,
        intents=(OUT_OF_SCOPE, *intents),
        entities=tuple(sorted({one for row in rows for one in row.phrase.entities})),
        acts=(),
        escalations=(),
        completeness=False,
        several=several,
    )


def _outliers(name: str, data: Path) -> list[Row]:
    texts = [one.text for one in SOURCES[name].read(folder_of(name, data)) if one.split == "train"]
    chosen = Random(name).sample(texts, min(_OUTLIERS, len(texts)))
    return [_row(text, _OOS, "train", kind=FAR) for text in chosen]


def _words(name: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", name))


def _row(
    text: str,
    label: str | Sequence[str],
    split: Split,
    *,
    kind: str = IN,
    spans: Iterable[SpanTuple] = (),
    tagged: bool = False,
) -> Row:
    labels = (label,) if isinstance(label, str) else tuple(label)
    outside = not labels or labels == (_OOS,)
    return Row(
        phrase=from_spans(text, tuple(spans)),
        group=kind,
        split=split,
        intents=(OUT_OF_SCOPE,) if outside else labels,
        tagged=tagged,
    )


def _clinc150(data: Path) -> Iterator[list[Row]]:
    yield [
        _row(one.text, one.label, one.split, kind=FAR if one.label == _OOS else IN)
        for one in SOURCES["clinc150_plus"].read(folder_of("clinc150_plus", data))
    ]


def _banking77(data: Path) -> Iterator[list[Row]]:
    yield [
        _row(one.text, one.label, one.split)
        for one in SOURCES["banking77"].read(data / "banking77")
    ]


def _banking77_shots(shots: int) -> Callable[[Path], Iterator[list[Row]]]:
    """Return the splits of Zhang et al. 2020 (DNNC); dev rows only calibrate."""

    def read(data: Path) -> Iterator[list[Row]]:
        folder = data / "fewshot_splits" / "BANKING77"
        test = SOURCES["banking77"].read(data / "banking77")
        yield [
            *_files(folder / f"train_{shots}", "train"),
            *_files(folder / "valid", "dev"),
            *(_row(one.text, one.label, "test") for one in test if one.split == "test"),
        ]

    return read


def _near(*folder: str) -> Callable[[Path], Iterator[list[Row]]]:
    """Read near and far out of scope (Zhang et al. 2022, arXiv 2106.04564); teach neither."""

    def read(data: Path) -> Iterator[list[Row]]:
        base = (data / "fewshot_splits").joinpath(*folder)
        splits: tuple[tuple[str, Split], ...] = (("valid", "dev"), ("test", "test"))
        rows = list(_files(base / "train", "train"))
        for name, split in splits:
            rows += _files(base / name, split)
            rows += _files(base / "id-oos" / name, split, kind=NEAR)
            rows += _files(base / "ood-oos" / name, split, kind=FAR)
        yield rows

    return read


def _files(folder: Path, split: Split, kind: str = IN) -> Iterator[Row]:
    texts = (folder / "seq.in").read_text(encoding="utf-8").splitlines()
    labels = (folder / "label").read_text(encoding="utf-8").splitlines()
    for text, label in zip(texts, labels, strict=True):
        yield _row(text.strip(), label.strip(), split, kind=kind)


def _snips(data: Path) -> Iterator[list[Row]]:
    yield [
        _row(one.text, one.label, one.split, spans=one.spans, tagged=True)
        for one in SOURCES["snips"].read(data / "snips")
    ]


def _nlupp(taught: int) -> Callable[[Path], Iterator[list[Row]]]:
    """Make ten tasks over the twenty folds of the banking domain, trained on ``taught``.

    Two: the paper's "10-fold", trained on a pair of neighbours and tested on the others.
    Eighteen: its "large", the other way round. There are no dev rows.
    """

    def read(data: Path) -> Iterator[list[Row]]:
        base = data / "nlupp" / "data" / "banking"
        folds = [
            json.loads((base / f"fold{number}.json").read_text(encoding="utf-8"))
            for number in range(20)
        ]
        for first in range(0, 20, 2):
            rows = []
            for number, fold in enumerate(folds):
                paired = number in (first, first + 1)
                split: Split = "train" if paired == (taught == 2) else "test"
                rows += [_nlupp_row(one, split) for one in fold]
            yield rows

    return read


def _nlupp_row(one: Mapping[str, object], split: Split) -> Row:
    slots = one.get("slots", {})
    intents = one.get("intents", [])
    assert isinstance(slots, dict)
    assert isinstance(intents, list)
    spans = [(slot["span"][0], slot["span"][1], name) for name, slot in slots.items()]
    return _row(str(one["text"]), intents, split, spans=spans, tagged=True)


BENCHMARKS: dict[str, Benchmark] = {
    "clinc150": Benchmark(
        _clinc150,
        "CC BY 3.0",
        exposed=("hwu64_entities", "banking77", "snips", "disfl_qa", "clinc150_wiki"),
    ),
    "banking77": Benchmark(_banking77, "CC BY 4.0"),
    "banking77-10shot": Benchmark(_banking77_shots(10), "CC BY 4.0", named=True),
    "banking77-5shot": Benchmark(_banking77_shots(5), "CC BY 4.0", named=True),
    "banking77-oos": Benchmark(_near("BANKING77-OOS"), "CC BY 4.0", exposed=_ELSEWHERE),
    "clinc-banking": Benchmark(
        _near("CLINC-Single-Domain-OOS", "banking"), "CC BY 3.0", exposed=_ELSEWHERE
    ),
    "clinc-credit_cards": Benchmark(
        _near("CLINC-Single-Domain-OOS", "credit_cards"), "CC BY 3.0", exposed=_ELSEWHERE
    ),
    "snips": Benchmark(_snips, "CC0 1.0"),
    "nlupp": Benchmark(_nlupp(2), "CC BY 4.0", several=True, noise=None),
    "nlupp-large": Benchmark(_nlupp(18), "CC BY 4.0", several=True, noise=None),
}
