"""Readers of public data sets. Each yields turns with the labels of its own set.

Only sets under permissive licences are read, so that models trained on them can be shipped.
"""

from __future__ import annotations

import calendar
import csv
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import yaml

from voice_agent.playbook.phrases import SpanTuple
from voice_agent.training.data.rows import Split, split_by_text, stable_share

_DEV = 0.05


@dataclass(frozen=True, slots=True)
class Sample:
    """One turn of a public data set.

    Attributes:
        text: The text.
        label: The set's own intent; several are sorted and joined with ``+``.
        split: The set's own test split stays the test split.
        spans: The set's own entities, in characters.
    """

    text: str
    label: str
    split: Split
    spans: tuple[SpanTuple, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A data set that training can read: its reader, licence and citation."""

    read: Callable[[Path], Iterator[Sample]]
    licence: str
    cite: str


def _clinc150(folder: Path, file: str = "data_full.json") -> Iterator[Sample]:
    data = json.loads((folder / file).read_text(encoding="utf-8"))
    splits: dict[str, Split] = {
        "train": "train", "oos_train": "train", "val": "dev", "oos_val": "dev",
        "test": "test", "oos_test": "test",
    }  # fmt: skip
    for name, split in splits.items():
        for text, label in data[name]:
            yield Sample(text, label, split)


def _wiki(folder: Path) -> Iterator[Sample]:
    lines = (folder / "all_wiki_sents.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        text = line.strip()
        if 15 < len(text) < 110:
            share = stable_share(text)
            if share < 0.25:
                yield Sample(text, "wiki", "dev" if share < 0.02 else "train")


def _banking77(folder: Path) -> Iterator[Sample]:
    for name in ("train", "test"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                text = " ".join(row["text"].split())
                yield Sample(
                    text, row["category"], "test" if name == "test" else split_by_text(text, _DEV)
                )


def _nlupp(folder: Path) -> Iterator[Sample]:
    # The set has no official split: of its twenty folds, 18 and 19 are the test rows.
    for path in sorted((folder / "data" / "banking").glob("fold*.json")):
        test = path.stem in {"fold18", "fold19"}
        for row in json.loads(path.read_text(encoding="utf-8")):
            spans = tuple(
                (slot["span"][0], slot["span"][1], name)
                for name, slot in row.get("slots", {}).items()
            )
            text = row["text"]
            yield Sample(
                text,
                "+".join(sorted(row.get("intents", []))),
                "test" if test else split_by_text(text, _DEV),
                spans,
            )


def _snips(folder: Path) -> Iterator[Sample]:
    splits: dict[str, Split] = {"train": "train", "dev": "dev", "test": "test"}
    for name, split in splits.items():
        texts, labels, tags = (
            (folder / "bio" / name / file).read_text(encoding="utf-8").splitlines()
            for file in ("seq.in", "label", "seq.out")
        )
        for text, label, marks in zip(texts, labels, tags, strict=True):
            words = text.split()
            yield Sample(" ".join(words), label.strip(), split, spans_of_tags(words, marks.split()))


def spans_of_tags(words: Sequence[str], tags: Sequence[str]) -> tuple[SpanTuple, ...]:
    """Convert the BIO tag of each word to spans in characters of ``" ".join(words)``."""
    spans: list[SpanTuple] = []
    start = 0
    for word, tag in zip(words, tags, strict=True):
        end = start + len(word)
        if tag.startswith("I-") and spans:
            spans[-1] = (spans[-1][0], end, spans[-1][2])
        elif tag != "O":
            spans.append((start, end, tag[2:]))
        start = end + 1
    return tuple(spans)


def _hwu64(folder: Path) -> Iterator[Sample]:
    with (folder / "hwu64_10folds.jsonl").open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            spans = tuple((e["start"], e["end"], e["entity"]) for e in row["entities"])
            split: Split = "test" if row["fold"] == 10 else split_by_text(row["text"], _DEV)
            yield Sample(row["text"], row["intent"], split, spans)


def _evi(folder: Path) -> Iterator[Sample]:
    """Yield short answers only: a full name or a date of birth, as the recogniser wrote it."""
    name = re.compile(r"[A-Z][a-z]{2,} [A-Z][a-z]{2,}")
    month = f"({'|'.join(calendar.month_name[1:])})"
    day = r"(the )?\d{1,2}(st|nd|rd|th)?"
    born = re.compile(rf"{day}( of)? {month}|{month} {day}")
    with (folder / "dialogues.en.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            text, item = row["transcription"].strip(), row["item"]
            # Without its year, a birthday is said like any other date.
            text = re.sub(r",? (19|20)\d\d$", "", text) if item == "dob" else text
            pattern = {"name": name, "dob": born}.get(item)
            if pattern and pattern.fullmatch(text):
                split: Split = (
                    "test" if stable_share(row["speaker_id"]) < 0.1 else split_by_text(text, _DEV)
                )
                yield Sample(text, item, split, ((0, len(text), item),))


_MARK = re.compile(r"\[([^\]]+)\](\([^)]*\)|\{[^}]*\})")


def _rasa(folder: Path) -> Iterator[Sample]:
    for path in sorted(folder.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block.get("examples", "").splitlines():
                text = _MARK.sub(r"\1", line.strip().removeprefix("-").strip())
                if text and "intent" in block:
                    yield Sample(text, block["intent"], split_by_text(text, _DEV))


def _presidio(folder: Path) -> Iterator[Sample]:
    data = json.loads((folder / "synth_dataset_v2.json").read_text(encoding="utf-8"))
    for row in data:
        if len(row["full_text"]) < 140:
            spans = tuple(
                (span["start_position"], span["end_position"], span["entity_type"])
                for span in row["spans"]
            )
            yield Sample(row["full_text"], "pii", split_by_text(row["full_text"], _DEV), spans)


def _disfl(folder: Path) -> Iterator[Sample]:
    for name, split in (("train", "train"), ("dev", "dev")):
        data = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        for row in data.values():
            if len(row["disfluent"]) < 140:
                yield Sample(row["disfluent"], "question", "dev" if split == "dev" else "train")


SOURCES: dict[str, Source] = {
    "clinc150": Source(_clinc150, "CC BY 3.0", "Larson et al. 2019, D19-1131"),
    "clinc150_plus": Source(
        partial(_clinc150, file="data_oos_plus.json"),
        "CC BY 3.0",
        "Larson et al. 2019, OOS+: 250 out-of-scope sentences to train on instead of 100",
    ),
    "clinc150_wiki": Source(_wiki, "CC BY 3.0", "Larson et al. 2019, Wikipedia sentences"),
    "banking77": Source(_banking77, "CC BY 4.0", "Casanueva et al. 2020, 2020.nlp4convai-1.5"),
    "nlupp": Source(_nlupp, "CC BY 4.0", "Casanueva et al. 2022, arXiv 2204.13021"),
    "snips": Source(_snips, "CC0 1.0", "Coucke et al. 2018, arXiv 1805.10190"),
    "hwu64_entities": Source(_hwu64, "CC BY 4.0", "Liu et al. 2019, arXiv 1903.05566"),
    "evi": Source(_evi, "CC BY 4.0", "Spithourakis et al. 2022, arXiv 2204.13496"),
    "rasa_nlu": Source(_rasa, "Apache-2.0", "RasaHQ demo repositories"),
    "presidio_pii": Source(_presidio, "MIT", "microsoft/presidio-research"),
    "disfl_qa": Source(_disfl, "CC BY 4.0", "Gupta et al. 2021, Disfl-QA"),
}


def folder_of(name: str, data: Path) -> Path:
    """Return the folder of a source under ``--data``; variants of CLINC150 share one."""
    return data / name.removesuffix("_wiki").removesuffix("_plus")
