"""The bank's model on labelled turns: who needs a person, who needs an LLM.

    voice-agent bench understanding [--pipeline bank] [--turns FILE] [--json f] [--html f]

The model reads the turns (in ``turns``) and the router routes them as in a call. They are never
trained on, and no threshold is chosen on them. More than half of them were written to be hard; the
playbook's ``heldout.yaml`` shows where everyday turns go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from benchmarks.accuracy.labelled_turns import TURNS, CarefulTurn, load_turns
from benchmarks.accuracy.understanding_report import blocks, show
from benchmarks.report.options import HtmlOption, JsonOption, PipelineOption
from benchmarks.report.page import write_page
from benchmarks.report.stats import stamp, write_json
from voice_agent.config.knowledge import load_knowledge
from voice_agent.config.load import load_pipeline
from voice_agent.config.models import ModelStore
from voice_agent.core.turn import OUT_OF_SCOPE, Hit, Route, Transcript, TurnReading
from voice_agent.dialogue.state import DialogueState
from voice_agent.improve.model_folders import load_slm
from voice_agent.knowledge.index import Knowledge
from voice_agent.playbook import Playbook, load_playbook
from voice_agent.router.decision import Decision
from voice_agent.training.data.labelled import heldout_if_any
from voice_agent.training.measure.metrics import auroc, calibration_error

FALSE_ALARMS = 0.03
_REASONING = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RoutedTurn:
    """A labelled turn, what was understood, and where it went."""

    turn: CarefulTurn
    reading: TurnReading
    hit: Hit | None
    route: Route


def main(
    pipeline: PipelineOption = "bank",
    turns: Annotated[Path, typer.Option(exists=True, dir_okay=False)] = TURNS,
    json_out: JsonOption = None,
    html_out: HtmlOption = None,
) -> None:
    """Measure understanding and routing on the labelled turns."""
    config = load_pipeline(pipeline)
    playbook = load_playbook(config.playbook_folder)
    engine = load_slm(config, playbook)
    knowledge = load_knowledge(config, playbook, ModelStore.open())
    read = [_read(turn, engine.read, playbook, knowledge) for turn in load_turns(turns)]
    everyday = [_read(turn, engine.read, playbook, knowledge) for turn in held_out(playbook)]
    figures = {"pipeline": pipeline, **measured(read, playbook), "everyday": routes(everyday)}
    show(figures)
    write_json(json_out, figures)
    write_page(html_out, f"Understanding of {pipeline}", stamp(), blocks(figures))


def held_out(playbook: Playbook) -> list[CarefulTurn]:
    """Return the playbook's held-out turns, if it has any, but for answers to a question.

    Those need the task in which they were asked, and the file does not say it.
    """
    turns = [turn for turn in heldout_if_any(playbook) if not turn.asked]
    return [CarefulTurn(say=turn.said.text, intent=[*turn.intents]) for turn in turns]


def _read(
    turn: CarefulTurn,
    understand: Callable[..., TurnReading],
    playbook: Playbook,
    knowledge: Knowledge,
) -> RoutedTurn:
    reading = understand(Transcript(turn.say, 1.0), asked=turn.asked)
    hit = knowledge.look_up(playbook, reading)
    state = DialogueState(last_reply=turn.asked)
    return RoutedTurn(
        turn, reading, hit, Decision(reading, state, hit, date.today()).route(playbook)
    )


def measured(read: Sequence[RoutedTurn], playbook: Playbook) -> Figures:
    """Return all results; shares are 0..1."""
    return {
        "turns": len(read),
        "escalation": escalation(read, playbook.policy.escalation_threshold),
        "reasoning": reasoning(read, playbook),
        "intent": intents(read),
        "sentiment": sentiment(read),
    }


def escalation(read: Sequence[RoutedTurn], threshold: float) -> Figures:
    """Measure turns for a person, at the playbook's threshold and at 3 % false alarms."""
    score = np.array([r.reading.escalation.score for r in read])
    wanted = np.array([r.turn.escalation != "none" for r in read])
    person = np.array([r.turn.person for r in read])
    to_human = np.array([r.route.to == "human" for r in read])
    at = float(np.quantile(score[~wanted], 1 - FALSE_ALARMS))
    reasons = sorted({r.turn.escalation for r in read} - {"none"})
    traps = sorted({r.turn.looks_like for r in read if r.turn.looks_like not in (None, "complex")})
    named = [r.reading.escalation.reason == r.turn.escalation for r in read]
    return {
        "n": int(wanted.sum()),
        "auroc": auroc(score[wanted], score[~wanted]),
        "recall": float((score[wanted] >= threshold).mean()),
        "false_alarms": float((score[~wanted] >= threshold).mean()),
        "recall_at_3_percent": float((score[wanted] > at).mean()),
        "person_recall": float((score[person] >= threshold).mean()),
        "person_recall_at_3_percent": float((score[person] > at).mean()),
        "to_a_person": float(to_human[wanted].mean()),
        "to_a_person_when_asked": float(to_human[person].mean()),
        "needlessly_to_a_person": float(to_human[~wanted].mean()),
        "reason_right": float(np.array(named)[wanted & (score >= threshold)].mean()),
        "by_reason": {
            reason: _share([r.route.to == "human" for r in read if r.turn.escalation == reason])
            for reason in reasons
        },
        "false_alarms_among_lookalikes": {
            str(trap): _share([r.route.to == "human" for r in read if r.turn.looks_like == trap])
            for trap in traps
        },
        "curve": [
            [float((score[~wanted] >= t).mean()), float((score[wanted] >= t).mean())]
            for t in sorted({0.0, 1.01, *(round(float(s), 3) for s in score)}, reverse=True)
        ],
    }


def reasoning(read: Sequence[RoutedTurn], playbook: Playbook) -> Figures:
    """Measure who goes to the LLM, of the turns without a person, and what it achieves.

    A turn succeeds if it needs reasoning and goes to the LLM, or does not and is answered with the
    right intent or goes to the LLM anyway. The curve moves the threshold alone.
    """
    calm = [r for r in read if r.turn.escalation == "none"]
    needs = np.array([r.turn.needs_llm for r in calm])
    score = np.array([r.reading.reasoning for r in calm])
    curve = []
    for threshold in _REASONING:
        policy = playbook.policy.model_copy(update={"reasoning_threshold": threshold})
        book = playbook.model_copy(update={"policy": policy})
        moved = [_routed(r, book) for r in calm]
        curve.append([threshold, _share([r.route.to == "llm" for r in moved]), _success(moved)])
    easy = [r for r in calm if not r.turn.needs_llm]
    return {
        "n": int(needs.sum()),
        "others": int((~needs).sum()),
        "auroc": auroc(score[needs], score[~needs]),
        "sent_up": _share([r.route.to == "llm" for r in calm]),
        "needing_sent_up": _share([r.route.to == "llm" for r in calm if r.turn.needs_llm]),
        "others_sent_up": _share([r.route.to == "llm" for r in easy]),
        "success": _success(calm),
        "success_without_reasoning_head": curve[-1][2],
        "curve": curve,
    }


def _routed(read: RoutedTurn, playbook: Playbook) -> RoutedTurn:
    state = DialogueState(last_reply=read.turn.asked)
    return replace(
        read, route=Decision(read.reading, state, read.hit, date.today()).route(playbook)
    )


def _success(read: Sequence[RoutedTurn]) -> float:
    return _share([succeeds(r) for r in read])


def succeeds(read: RoutedTurn) -> bool:
    """Return whether a turn that needs no person went where it gets a good answer."""
    to, turn = read.route.to, read.turn
    if to == "llm" or turn.needs_llm:
        return to == "llm"
    right = read.reading.intent in turn.intents
    # Out of scope, saying that one does not understand is the right answer.
    return right and (to in ("answer", "retrieve") or turn.intents == (OUT_OF_SCOPE,))


def routes(read: Sequence[RoutedTurn]) -> Figures:
    """Return the share of turns at each place, and the share right without LLM and person."""
    if not read:
        return {"turns": 0}
    to = Counter(r.route.to for r in read)
    kept = [r for r in read if r.route.to not in ("llm", "human")]
    return {
        "turns": len(read),
        "to": {name: count / len(read) for name, count in to.most_common()},
        "kept_right": _share([r.reading.intent in r.turn.intents for r in kept]),
    }


def intents(read: Sequence[RoutedTurn]) -> Figures:
    """Measure intents, in scope and out of it, and the calibration of the confidence."""
    right = np.array([r.reading.intent in r.turn.intents for r in read], dtype=float)
    inside = np.array([OUT_OF_SCOPE not in r.turn.intents for r in read])
    outside = np.array([r.turn.intents == (OUT_OF_SCOPE,) for r in read])
    confidence = np.array([r.reading.confidence for r in read])
    surest = confidence.argsort()[len(read) // 10 :]
    return {
        "in_scope": int(inside.sum()),
        "right_in_scope": float(right[inside].mean()),
        "out_of_scope": int(outside.sum()),
        "out_of_scope_recognised": float(right[outside].mean()),
        "right_among_90_percent_surest": float(right[surest].mean()),
        "ece": calibration_error(confidence, right),
    }


def sentiment(read: Sequence[RoutedTurn]) -> Figures:
    """Return the share right and the mean of the classes' F1."""
    pairs = [(r.turn.sentiment, r.reading.sentiment) for r in read]
    scores = []
    for name in ("negative", "neutral", "positive"):
        both = sum(a == b == name for a, b in pairs)
        either = sum((a == name) + (b == name) for a, b in pairs)
        scores.append(2 * both / either if either else 0.0)
    return {"right": _share([a == b for a, b in pairs]), "macro_f1": float(np.mean(scores))}


def _share(values: Sequence[bool]) -> float:
    return float(np.mean(values)) if values else 0.0
