"""Results of played recordings. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.latency.playing import Played, Run
from benchmarks.latency.recordings import Label, Recording
from benchmarks.report.stats import percentiles
from voice_agent.core.budgets import STAGES

NEAR_MS = 20.0
"""How far the client's and the server's voice-to-voice may be apart."""

Figures = dict[str, Any]


def summary(run: Run, recordings: Sequence[Recording]) -> Figures:
    """Return all results of a run.

    ``v2v_ms`` counts the turns that were answered after the caller had finished. Turns without an
    answer, answered too early or with a filler first are counted and named beside it.
    """
    by_name = {recording.name: recording for recording in recordings}
    good = [p for p in run.played if counts(p)]
    return {
        "played": len(run.played),
        "calls": run.calls,
        "refused": run.refused,
        "call_s": round(run.call_s, 1),
        "v2v_ms": percentiles([p.v2v_ms for p in good if p.v2v_ms is not None]),
        "server_v2v_ms": percentiles([s for p in good if (s := server_v2v_ms(p)) is not None]),
        "stages_ms": stages(good),
        "unanswered": {p.name: p.error for p in run.played if p.v2v_ms is None},
        "early": {p.name: round(p.early_ms) for p in run.played if p.early_ms is not None},
        "fillers": [p.name for p in run.played if p.bridged],
        "split": [p.name for p in run.played if len(p.turns) > 1],
        "offset_ms": offsets(good),
        "vad_late_ms": percentiles([p.vad_late_ms for p in good if p.vad_late_ms is not None]),
        "words": words(run.played, by_name),
        "meaning": meaning(run.played, by_name),
        "cpu_s_per_call_minute": round(60 * run.cpu_s / run.call_s, 2) if run.call_s else None,
        "cores": round(run.cpu_s / run.wall_s, 2) if run.wall_s else None,
        "max_send_lag_ms": round(run.send_lag_ms, 1),
    }


def counts(played: Played) -> bool:
    """Return whether the voice-to-voice time is of an answer after the caller had finished."""
    return played.v2v_ms is not None and played.early_ms is None and not played.bridged


def answered(turn: Mapping[str, Any]) -> bool:
    """Do the same for a turn as it is kept in the JSON file."""
    return turn["v2v_ms"] is not None and turn["early_ms"] is None and not turn.get("filler")


def server_v2v_ms(played: Played) -> float | None:
    """Return the server's own voice-to-voice of the turn; ``None`` without a record."""
    return played.turns[-1].v2v_ms if played.turns else None


def stages(played: Iterable[Played]) -> dict[str, dict[str, float | int]]:
    """Return percentiles of every stage in the order of the flow; only our own stages."""
    found: dict[str, list[float]] = {}
    for p in played:
        for name, ms in (p.turns[-1].stages_ms if p.turns else {}).items():
            found.setdefault(name, []).append(ms)
    order = [*STAGES, *sorted(found.keys() - set(STAGES))]
    return {name: percentiles(found[name]) for name in order if name in found}


def offsets(played: Iterable[Played]) -> Figures:
    """Return the caller's voice-to-voice time minus the server's stages, and its parts.

    ``end`` is how much later than the recording's own end the server took speech to have ended
    (after a breath or a click at the end it is earlier). ``rest`` is what neither that nor a stage
    explains: the network, and the frame of audio on its way. Both need a line that tells.
    """
    found = [
        (p.v2v_ms - sum(p.turns[-1].stages_ms.values()), p.server_late_ms)
        for p in played
        if p.v2v_ms is not None and p.turns and p.turns[-1].stages_ms
    ]
    told = [(offset, late) for offset, late in found if late is not None]
    return _spread([offset for offset, _ in found]) | {
        "end": _spread([late for _, late in told]),
        "rest": _spread([offset - late for offset, late in told]),
    }


def _spread(values: Sequence[float]) -> Figures:
    if not values:
        return {"n": 0}
    p5, p50, p95 = (round(float(v), 1) for v in np.percentile(values, [5, 50, 95]))
    near = sum(abs(value) <= NEAR_MS for value in values)
    return {
        "p5": p5,
        "p50": p50,
        "p95": p95,
        "within_20_ms": round(near / len(values), 3),
        "values": [round(value, 1) for value in values],
        "n": len(values),
    }


def words(played: Iterable[Played], by_name: Mapping[str, Recording]) -> Figures:
    """Return word errors where the text is known, after writing both alike."""
    return word_errors(
        [
            (by_name[p.name].text, heard(p))
            for p in played
            if by_name[p.name].text and (p.turns or p.heard)
        ]
    )


def word_errors(pairs: Sequence[tuple[str, str]]) -> Figures:
    """Return word errors of what was said and recognised; ``n`` alone without pairs."""
    if not pairs:
        return {"n": 0}
    import jiwer

    found = jiwer.process_words(
        [plain(said) for said, _ in pairs], [plain(got) for _, got in pairs]
    )
    return {
        "word_error_rate": round(found.wer, 4),
        "errors": found.substitutions + found.deletions + found.insertions,
        "words": found.substitutions + found.deletions + found.hits,
        "n": len(pairs),
    }


def meaning(played: Iterable[Played], by_name: Mapping[str, Recording]) -> Figures:
    """Return how many labelled recordings were understood: intent, and all details."""
    judged = [(by_name[p.name], p) for p in played if by_name[p.name].label and p.turns]
    if not judged:
        return {"n": 0}
    wrong = {}
    intents = 0
    for recording, p in judged:
        assert recording.label is not None
        said = {turn.intent for turn in p.turns}
        intents += recording.label.intent in said
        found = _plain_values({k: v for turn in p.turns for k, v in turn.entities.items()})
        if not understood(recording.label, said, found):
            wanted = _plain_values(recording.label.slots)
            wrong[p.name] = {"heard": heard(p), "found": found, "wanted": wanted}
    return {
        "right": len(judged) - len(wrong),
        "intent_right": intents,
        "wrong": wrong,
        "n": len(judged),
    }


def understood(label: Label, intents: Collection[str], values: Mapping[str, str]) -> bool:
    """Return whether the label's intent and, if it names details, exactly those were found."""
    wanted = _plain_values(label.slots)
    return label.intent in intents and (not wanted or _plain_values(values) == wanted)


def _plain_values(values: Mapping[str, str]) -> dict[str, str]:
    return {name: plain(value) for name, value in values.items()}


def heard(played: Played) -> str:
    """Return everything that the server recognised of a recording."""
    return played.heard or " ".join(turn.heard for turn in played.turns)


def plain(text: str) -> str:
    """Lower case, without punctuation, single spaces."""
    return " ".join(re.sub(r"[^\w\s']", " ", text.lower()).split())


def ratio(ours: Figures, theirs: Figures) -> dict[str, float | None]:
    """Return ``ours`` over ``theirs`` for p50 and p95; ``None`` where one has no samples."""
    return {
        p: round(ours[p] / theirs[p], 3) if p in ours and theirs.get(p) else None
        for p in ("p50", "p95")
    }
