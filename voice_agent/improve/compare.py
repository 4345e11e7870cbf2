"""``voice-agent models compare``: is the new language model better than the old one?"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import comb
from pathlib import Path
from typing import Literal

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from voice_agent.config.knowledge import load_knowledge
from voice_agent.config.load import load_pipeline
from voice_agent.config.models import ModelStore
from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import Transcript
from voice_agent.improve.masks import words_of
from voice_agent.improve.outcomes import Sample
from voice_agent.improve.samples import samples, turns_for
from voice_agent.knowledge.index import Knowledge
from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.schema import Playbook
from voice_agent.playbook.turn_files import LabelledTurn
from voice_agent.router.decision import Decision
from voice_agent.slm.model import SlmEngine
from voice_agent.text.percent import percent

Verdict = Literal["better", "worse", "no difference shown", "nothing labelled"]
_SURE = 0.05
_MOST_SHOWN = 15


@dataclass(frozen=True, slots=True)
class McNemar:
    """Exact test (McNemar 1947) on the turns that one model has right and the other wrong.

    Attributes:
        only_old: Turns only the old model has right.
        only_new: Turns only the new one has right.
    """

    only_old: int
    only_new: int

    @property
    def p(self) -> float:
        """Probability of at least this difference if both models were equally good."""
        count = self.only_old + self.only_new
        fewer = min(self.only_old, self.only_new)
        return min(1.0, 2 * sum(comb(count, i) for i in range(fewer + 1)) / (1 << count))

    @property
    def verdict(self) -> Verdict:
        """Verdict on the new model, at the 5 % level."""
        if self.p >= _SURE:
            return "no difference shown"
        return "better" if self.only_new > self.only_old else "worse"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models on the same turns.

    Attributes:
        turns: Number of turns.
        labelled: Number of labelled ones.
        right: Labelled turns whose intent each model has right: old, new.
        caught: Turns that need a person and are routed to one: old, new.
        humans: Turns that need a person.
        agreement: Share of turns for which both models name the same intent.
        moved: ``(old route, new route)`` -> turns.
        changed: Turns with another route: text, old route, new route.
        latency_ms: p50 and p95 of each model.
        intent: The test on intents.
        human: The test on turns that need a person.
    """

    turns: int
    labelled: int
    right: tuple[int, int]
    caught: tuple[int, int]
    humans: int
    agreement: float
    moved: Mapping[tuple[str, str], int]
    changed: Sequence[tuple[str, str, str]]
    latency_ms: tuple[tuple[float, float], tuple[float, float]]
    intent: McNemar
    human: McNemar

    @property
    def verdict(self) -> Verdict:
        """Worse if either test says so; better if the one on intents does."""
        if not self.labelled:
            return "nothing labelled"
        if "worse" in (self.intent.verdict, self.human.verdict):
            return "worse"
        return self.intent.verdict


def run_compare(
    old: Path,
    new: Path,
    pipeline: str,
    files: Sequence[Path],
    *,
    titles: tuple[str, str] | None = None,
    console: Console | None = None,
) -> Comparison:
    """Compare two model folders and print the result.

    Args:
        old: Folder of the present model.
        new: Folder of the other.
        pipeline: Name or file of the pipeline.
        files: Recorded or labelled turns; the playbook's held-out turns when empty.
        titles: Names of the models; their folders by default.
        console: Where to print.

    Raises:
        ConfigError: A file is wrong.
        ModelError: A model is missing, damaged, or does not fit the playbook.
    """
    console = console or Console(highlight=False)
    for folder in (old, new):
        if not folder.is_dir():
            raise ConfigError(f"{folder}: no such folder of a model")
    config = load_pipeline(pipeline)
    playbook = load_playbook(config.playbook_folder)
    turns = turns_for(playbook, files)
    engines = SlmEngine.load(old, playbook), SlmEngine.load(new, playbook)
    knowledge = load_knowledge(config, playbook, ModelStore.open())
    found = compare(engines, turns, playbook, knowledge, date.today())
    _show(found, titles or (str(old), str(new)), console)
    return found


def compare(
    engines: tuple[SlmEngine, SlmEngine],
    turns: Sequence[LabelledTurn],
    playbook: Playbook,
    knowledge: Knowledge,
    today: date,
    clock: Callable[[], float] = time.perf_counter,
) -> Comparison:
    """Read every turn with both models, the old one first."""
    read = [samples(turns, engine, playbook, knowledge, today) for engine in engines]
    pairs = list(zip(*read, strict=True))
    routes = [
        tuple(Decision(s.reading, s.state, s.hit, today).route(playbook).to for s in pair)
        for pair in pairs
    ]
    rights = [tuple(map(_right, pair)) for pair in pairs if pair[0].intents]
    caught = [
        tuple(to == "human" for to in route)
        for pair, route in zip(pairs, routes, strict=True)
        if pair[0].needs_human
    ]
    words = [words_of(turn.say, playbook) for turn in turns]
    changed = [
        (text, before, now)
        for text, (before, now) in zip(words, routes, strict=True)
        if before != now
    ]
    same = [one.reading.intent == other.reading.intent for one, other in pairs]
    return Comparison(
        turns=len(turns),
        labelled=len(rights),
        right=(sum(old for old, _ in rights), sum(new for _, new in rights)),
        caught=(sum(old for old, _ in caught), sum(new for _, new in caught)),
        humans=len(caught),
        agreement=sum(same) / len(same),
        moved=Counter((before, now) for _, before, now in changed),
        changed=changed,
        latency_ms=_latencies(engines, turns, words, clock),
        intent=_test(rights),
        human=_test(caught),
    )


def _right(sample: Sample) -> bool:
    return sample.reading.intent in sample.intents


def _test(pairs: Sequence[tuple[bool, ...]]) -> McNemar:
    return McNemar(
        only_old=sum(old and not new for old, new in pairs),
        only_new=sum(new and not old for old, new in pairs),
    )


def _latencies(
    engines: tuple[SlmEngine, SlmEngine],
    turns: Sequence[LabelledTurn],
    words: Sequence[str],
    clock: Callable[[], float],
) -> tuple[tuple[float, float], tuple[float, float]]:
    taken: tuple[list[float], list[float]] = ([], [])
    for number, (turn, text) in enumerate(zip(turns, words, strict=True)):
        # The models take turns to go first, so that a busy machine slows both alike.
        for which in (0, 1) if number % 2 else (1, 0):
            start = clock()
            engines[which].read(Transcript(text, 1.0), asked=turn.asked)
            taken[which].append(1000 * (clock() - start))
    old, new = ((float(np.percentile(t, 50)), float(np.percentile(t, 95))) for t in taken)
    return old, new


def _show(found: Comparison, titles: tuple[str, str], console: Console) -> None:
    console.print(
        f"{found.turns} turns, {found.labelled} of them labelled\n"
        f"old: {escape(titles[0])}\nnew: {escape(titles[1])}",
        soft_wrap=True,
    )
    table = Table("", "old", "new")
    if found.labelled:
        table.add_row("intent right, %", *(percent(n / found.labelled) for n in found.right))
    if found.humans:
        table.add_row(
            f"of {found.humans} that need a person, %",
            *(percent(n / found.humans) for n in found.caught),
        )
    table.add_row("latency p50, ms", *(f"{p50:.2f}" for p50, _ in found.latency_ms))
    table.add_row("latency p95, ms", *(f"{p95:.2f}" for _, p95 in found.latency_ms))
    console.print(table)
    console.print(f"the same intent in {percent(found.agreement)} % of the turns")
    if found.changed:
        console.print(f"another route in {len(found.changed)}:")
        ways = Table("old", "new", "turns")
        for (before, now), count in sorted(found.moved.items(), key=lambda way: -way[1]):
            ways.add_row(before, now, str(count))
        console.print(ways)
        for text, before, now in found.changed[:_MOST_SHOWN]:
            console.print(f"  {before} -> {now}: {escape(text)}", soft_wrap=True)
        if len(found.changed) > _MOST_SHOWN:
            console.print(f"  and {len(found.changed) - _MOST_SHOWN} more")
    for name, test in (("intents", found.intent), ("turns for a person", found.human)):
        console.print(
            f"{name}: only the old has {test.only_old} right, only the new {test.only_new} "
            f"(McNemar's exact test: p {_p(test.p)})",
            soft_wrap=True,
        )
    console.print(f"verdict on the new model: [bold]{found.verdict}[/]")


def _p(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"
