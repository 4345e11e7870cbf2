"""Rows of the public data sets that a playbook's ``datasets.yaml`` maps."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random

from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import OUT_OF_SCOPE, EscalationReason
from voice_agent.playbook.phrases import Phrase, SpanTuple, from_spans
from voice_agent.playbook.schema import Playbook
from voice_agent.training.data.catalogue import how_to_fetch, missing_sets
from voice_agent.training.data.mapping import Mapping, SetMapping, reason_of
from voice_agent.training.data.rows import Row
from voice_agent.training.data.sources import SOURCES, Sample, folder_of

# The sentences of these sets are not addressed to anybody, so they teach no dialogue act.
_NOT_SPOKEN = frozenset({"clinc150_wiki", "presidio_pii"})


def public_rows(playbook: Playbook, mapping: Mapping, data: Path, rng: Random) -> list[Row]:
    """Return the rows of every mapped set that is found under ``data``.

    Raises:
        ConfigError: ``datasets.yaml`` names a set that training cannot read, or none is there.
    """
    unknown = set(mapping.sets) - set(SOURCES)
    if unknown:
        raise ConfigError(
            f"{playbook.folder / 'datasets.yaml'}: sets: cannot read {', '.join(sorted(unknown))}; "
            f"known: {', '.join(SOURCES)}"
        )
    rows: list[Row] = []
    for name, one in mapping.sets.items():
        folder = folder_of(name, data)
        if folder.is_dir():
            rows += _rows_of(playbook, mapping, name, one, folder, rng)
    if mapping.sets and not rows:
        raise ConfigError(
            f"{data}: holds none of the data sets {', '.join(mapping.sets)}; each is a folder of "
            f"that name: {how_to_fetch(missing_sets(playbook, data), data)}"
        )
    return rows


def _rows_of(
    playbook: Playbook, mapping: Mapping, name: str, one: SetMapping, folder: Path, rng: Random
) -> list[Row]:
    try:
        samples = list(SOURCES[name].read(folder))
    except FileNotFoundError as error:
        fetch = how_to_fetch([folder.name], folder.parent)
        raise ConfigError(f"{error.filename}: is missing; fetch it: {fetch}") from None
    train = [sample for sample in samples if sample.split == "train"]
    if len(train) > one.most:
        kept = set(map(id, rng.sample(train, one.most)))
        samples = [s for s in samples if s.split != "train" or id(s) in kept]
    add_lists = list_finder(playbook)
    rows = []
    for sample in samples:
        row = _row(mapping, name, one, sample, add_lists)
        if row is not None:
            rows.append(row)
    return rows


def _row(
    mapping: Mapping,
    name: str,
    one: SetMapping,
    sample: Sample,
    add_lists: Callable[[str, list[SpanTuple]], list[SpanTuple]],
) -> Row | None:
    label = sample.label
    if label in one.ignore:
        return None
    intent = one.intents.get(label)
    act = one.acts.get(label)
    if intent is None and act is None and label not in one.escalation:
        if one.rest == "out_of_scope":
            intent = OUT_OF_SCOPE
        elif not one.entities:
            return None
    if act is None and intent is not None and name not in _NOT_SPOKEN:
        act = mapping.acts.get(intent, "request")
    phrase = Phrase(from_spans(sample.text, ()).pieces)
    if one.entities:
        spans = [
            (start, end, one.entities[kind])
            for start, end, kind in sample.spans
            if kind in one.entities
        ]
        phrase = from_spans(sample.text, add_lists(sample.text, spans))
    reason: EscalationReason | None = None
    if label in one.escalation:
        reason = reason_of(one.escalation, label, phrase)
    elif intent is not None:
        reason = reason_of(mapping.escalation, intent, phrase)
    scope = "scope" if intent == OUT_OF_SCOPE else "intents" if intent else "other"
    return Row(
        phrase=phrase,
        group=f"{name}/{scope}",
        split=sample.split,
        intents=(intent,) if intent else (),
        act=act,
        escalation=reason,
        tagged=bool(one.entities),
    )


def list_finder(playbook: Playbook) -> Callable[[str, list[SpanTuple]], list[SpanTuple]]:
    """Return a function that marks the playbook's list values in a sentence with other marks."""
    table: dict[str, str] = {}
    for name, spec in playbook.entities.items():
        for value, others in spec.values.items():
            for words in (value, *others):
                table.setdefault(words.lower(), name)
    if not table:
        return lambda text, spans: spans
    longest = sorted(table, key=len, reverse=True)
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, longest))})\b", re.IGNORECASE)

    def add(text: str, spans: list[SpanTuple]) -> list[SpanTuple]:
        found = [
            (match.start(), match.end(), table[match[0].lower()])
            for match in pattern.finditer(text)
            if not any(match.start() < end and match.end() > start for start, end, _ in spans)
        ]
        return [*spans, *found]

    return add
