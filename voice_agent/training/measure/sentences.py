"""Making the model that searches knowledge folders: train, fit, measure, write its card."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console

from voice_agent.core.extras import needs_extra
from voice_agent.knowledge.checks import CHECKS_FILE, Check, load_checks
from voice_agent.knowledge.encoder import SentenceEncoder
from voice_agent.knowledge.evidence import ANSWERING_FILE
from voice_agent.knowledge.index import Knowledge, Meaning, playbook_folder
from voice_agent.playbook.schema import Playbook
from voice_agent.training.fit.answering import blank, fit_answering, hold_out

CARD_FILE = "CARD.md"


@dataclass(frozen=True, slots=True)
class Figures:
    """How well a folder is searched. Shares are of all questions, 0..1.

    Attributes:
        questions: How many.
        answerable: Those that a section answers.
        found: Share of the answerable for which the right section is the best.
        right: The right section is read out, or none where none answers.
        wrong: A wrong section is read out.
        silent: None is read out although one answers.
        p50_ms: Median time of a look-up.
        p95_ms: 95 % of the look-ups are faster.
    """

    questions: int
    answerable: int
    found: float
    right: float
    wrong: float
    silent: float
    p50_ms: float
    p95_ms: float


def measure(knowledge: Knowledge, checks: Sequence[Check], threshold: float) -> Figures:
    """Look every question up, as text alone. Nothing is read out below ``threshold``.

    Where only words are compared, the threshold is the share of the question that is covered.
    """
    places = {section: index for index, section in enumerate(knowledge.sections)}
    found = right = wrong = 0
    took = []
    for check in checks:
        began = time.perf_counter()
        hit = knowledge.best(check.ask)
        took.append(1000 * (time.perf_counter() - began))
        best = places[hit.section] if hit else -1
        score = 0.0 if hit is None else hit.score
        read_out = hit is not None and score >= threshold
        found += best in check.sections
        right += best in check.sections if read_out else not check.sections
        wrong += read_out and best not in check.sections
    count = max(1, len(checks))
    answerable = sum(bool(check.sections) for check in checks)
    p50, p95 = np.percentile(took or [0.0], (50, 95))
    return Figures(
        questions=len(checks),
        answerable=answerable,
        found=found / max(1, answerable),
        right=right / count,
        wrong=wrong / count,
        silent=(count - right - wrong) / count,
        p50_ms=float(p50),
        p95_ms=float(p95),
    )


def make_sentences(
    playbook: Playbook,
    out: Path,
    *,
    data: Path | None = None,
    steps: int | None = None,
    seed: int = 1,
    fit_only: bool = False,
    console: Console | None = None,
) -> Figures:
    """Train the encoder, fit the decision, and measure both on the half ``test``.

    Raises:
        ConfigError: The ``train`` extra is missing, or a file of the playbook is wrong.
        ModelError: ``fit_only``, and there is no encoder.
    """
    console = console or Console()
    folder = playbook_folder(playbook)
    rest, held = hold_out(folder)
    if not fit_only:
        with needs_extra("train", "training"):
            from voice_agent.training.fit.sentences import STEPS, train_sentences
        count = STEPS if steps is None else steps
        train_sentences([rest], out, data=data, steps=count, seed=seed, console=console)
    encoder = SentenceEncoder(out)
    checks = playbook.folder / CHECKS_FILE
    dev, test = (load_checks(checks, folder.sections, half) for half in ("dev", "test"))
    unfitted = Meaning(encoder, blank())
    fitted = fit_answering(
        [
            (Knowledge(rest, playbook.lang, unfitted), held),
            (Knowledge(folder, playbook.lang, unfitted), dev),
        ]
    )
    (out / ANSWERING_FILE).write_text(fitted.to_json(), encoding="utf-8")
    knowledge = Knowledge(folder, playbook.lang, Meaning(encoder, fitted))
    threshold = playbook.policy.min_answer_score
    figures = measure(knowledge, test, threshold)
    for name, half in (("dev", dev), ("test", test)):
        console.print(f"{name}: {measure(knowledge, half, threshold)}")
    (out / CARD_FILE).write_text(_card(playbook, figures, threshold), encoding="utf-8")
    return figures


def _card(playbook: Playbook, figures: Figures, threshold: float) -> str:
    shares = (figures.found, figures.right, figures.wrong, figures.silent)
    cells = " | ".join(f"{100 * share:.1f}" for share in shares)
    return f"""# Sentence encoder for knowledge folders

Compares what a caller asks with the sections of a knowledge folder, and says how probable it is
that the best one answers. A 6-layer MiniLM encoder (22.7 M parameters), int8 ONNX, CPU, one
thread; `answering.json` is a logistic regression on what speaks for and against. English.

## Intended use

Knowledge folders of voice-agent, on text from a speech recogniser. Made for short questions. The
three upper layers were tuned on the questions of the `{playbook.folder.name}` playbook, so
folders on other topics are searched less well; wordings in their `asked.yaml` help.

## Training data

- Base weights: sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0).
- Headings, sections and `asked.yaml` of the playbook (written for this project, Apache-2.0), but
  for a sixth of the wordings, to which the decision was fitted together with the half `dev` of
  `{CHECKS_FILE}`; the playbook's phrases that are out of scope.
- banking77 (CC BY 4.0, Casanueva et al. 2020, 2020.nlp4convai-1.5).

## Figures

On the half `test` of `{CHECKS_FILE}`, to which nothing was fitted: {figures.questions} questions,
of which {figures.answerable} have an answer. A section is read out from a probability of
{threshold:.2f}. In %.

| best section is the right one | right | wrong section read out | silent | p95 of a look-up |
|---:|---:|---:|---:|---:|
| {cells} | {figures.p95_ms:.1f} ms |
"""
