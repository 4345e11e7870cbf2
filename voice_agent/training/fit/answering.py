"""Fitting the decision "this section answers this question". Needs scikit-learn (``train``)."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import asdict, replace

import numpy as np

from voice_agent.knowledge.checks import Check
from voice_agent.knowledge.evidence import Answering, Evidence
from voice_agent.knowledge.index import Knowledge
from voice_agent.knowledge.sections import Folder
from voice_agent.training.fit.regression import fit_logistic

_EVERY = 6
FITTED = (
    "nearest",
    "near",
    "text",
    "margin",
    "share",
    "unanswered",
    "unanswered_near",
    "covered",
    "unknown",
    "least",
    "two_least",
    "found",
    "ruled_out",
    "number",
)


def hold_out(folder: Folder) -> tuple[Folder, list[Check]]:
    """Take a sixth of the wordings and of the unanswered questions out of a folder.

    An encoder that is trained on the rest has not seen them, so that how near they come says how
    near a caller's question will come.
    """
    kept = {
        index: [q for q in questions if not _held(q)] for index, questions in folder.asked.items()
    }
    held = [
        Check(question, frozenset({index}))
        for index, questions in folder.asked.items()
        for question in questions
        if _held(question)
    ]
    held += [Check(question) for question in folder.unanswered if _held(question)]
    left = [question for question in folder.unanswered if not _held(question)]
    return replace(folder, asked=kept, unanswered=left), held


def _held(question: str) -> bool:
    return zlib.crc32(question.encode()) % _EVERY == 0


def fit_answering(rows: Sequence[tuple[Knowledge, Sequence[Check]]]) -> Answering:
    """Fit the decision to questions whose answer is known.

    Args:
        rows: Folders, each with questions that neither it nor its encoder has seen.
    """
    features: list[list[float]] = []
    target: list[float] = []
    for knowledge, checks in rows:
        for check in checks:
            found = knowledge.evidence(check.ask)
            if found is None:
                continue
            best, evidence = found
            values = asdict(evidence)
            features.append([values[name] for name in FITTED])
            target.append(float(best in check.sections))
    slope, bias = fit_logistic(np.array(features), np.array(target), np.ones(len(target)))
    return Answering(dict(zip(FITTED, map(float, slope), strict=True)), bias)


def blank() -> Answering:
    """Return a decision that is not fitted yet."""
    return Answering(dict.fromkeys(asdict(Evidence()), 0.0), 0.0)
