"""Whether understanding survives the recogniser's uncertainty.

Real callers of DSTC10 (Kim et al. 2021, arXiv 2109.13489), each turn with up to ten hypotheses: the
best one is compared with the others. How often intent, act and the decision for a human agree shows
how much the model depends on single words. No labels are needed, so the result does not say which
reading is right; the turns are about hotels and restaurants::

    voice-agent bench heard-turns --data DIR [--pipeline bank] [--json out.json]
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.table import Table

from benchmarks.report.options import DataOption, JsonOption, PipelineOption
from benchmarks.report.stats import write_json
from voice_agent.config.load import load_pipeline
from voice_agent.config.registry import EngineContext, make_engine
from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import OUT_OF_SCOPE, Transcript, TurnReading
from voice_agent.playbook import load_playbook
from voice_agent.training.noise.aligning import word_errors

TURNS = Path("dstc10_spoken") / "task2_val_user_turns.jsonl"
_MANY = 3


@dataclass(frozen=True, slots=True)
class HeardTurn:
    """Hypotheses of one turn, the best first, and what the agent said before."""

    hypotheses: tuple[str, ...]
    asked: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """A comparison of two readings of a turn.

    Attributes:
        words: Number of words that differ.
        intent: Whether the intents are the same.
        scope: Whether both are in scope, or neither.
        act: Whether the acts are the same.
        human: Whether both, or neither, go to a human.
        confidence: Difference of the confidences, 0..1.
    """

    words: int
    intent: bool
    scope: bool
    act: bool
    human: bool
    confidence: float


class Reads(Protocol):
    """Whatever reads turns: the SLM engine, or a test's fake."""

    def read(self, transcript: Transcript, *, asked: str = "") -> TurnReading:
        """Read one turn."""
        ...


def read_turns(path: Path) -> list[HeardTurn]:
    """Read the turns of the data set that have more than one hypothesis.

    Raises:
        ConfigError: The file is missing or not of that data set.
    """
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        turns = [HeardTurn(tuple(row["nbest"]), row["prev_agent"]) for row in rows]
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; --data is the folder of the sets") from None
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{path}: not the turns of DSTC10: {error!r}") from None
    return [turn for turn in turns if len(turn.hypotheses) > 1]


def compare(turns: Iterable[HeardTurn], engine: Reads, threshold: float) -> list[Agreement]:
    """Compare each further hypothesis of each turn with the best one."""
    found = []
    for turn in turns:
        best, *others = turn.hypotheses
        first = engine.read(Transcript(best, 1.0), asked=turn.asked)
        for other in others:
            second = engine.read(Transcript(other, 1.0), asked=turn.asked)
            found.append(
                Agreement(
                    words=word_errors(best, other)[0],
                    intent=first.intent == second.intent,
                    scope=(first.intent == OUT_OF_SCOPE) == (second.intent == OUT_OF_SCOPE),
                    act=first.act == second.act,
                    human=(first.escalation.score >= threshold)
                    == (second.escalation.score >= threshold),
                    confidence=abs(first.confidence - second.confidence),
                )
            )
    return found


def summary(found: Sequence[Agreement]) -> dict[str, dict[str, float | int]]:
    """Return the shares that agree: over all pairs, and by the number of differing words."""
    groups: defaultdict[str, list[Agreement]] = defaultdict(list)
    for one in found:
        groups["all"].append(one)
        many = f"{_MANY} or more words" if one.words >= _MANY else f"{one.words} words"
        groups[many.replace("1 words", "1 word")].append(one)
    return {
        name: {
            "pairs": len(members),
            "intent": _share([one.intent for one in members]),
            "scope": _share([one.scope for one in members]),
            "act": _share([one.act for one in members]),
            "human": _share([one.human for one in members]),
            "confidence": _share([one.confidence for one in members]),
        }
        for name, members in sorted(groups.items(), key=lambda item: (item[0] != "all", item[0]))
    }


def _share(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4)


def main(
    data: DataOption,
    pipeline: PipelineOption = "bank",
    json_out: JsonOption = None,
) -> None:
    """Print how often hypotheses of the same turn are read the same."""
    config = load_pipeline(pipeline)
    playbook = load_playbook(config.playbook_folder)
    stage, context = config.stages["slm"], EngineContext.of(config, playbook)
    engine = make_engine("slm", str(stage.engine), stage.args, context)
    turns = read_turns(data / TURNS)
    figures = summary(compare(turns, engine, playbook.policy.escalation_threshold))
    titles = ("differ by", "pairs", "intent", "in scope or not", "act", "human or not")
    table = Table(*titles, "confidence apart", title=f"{pipeline}: {len(turns)} turns")
    for name, row in figures.items():
        shares = (f"{row[key]:.1%}" for key in ("intent", "scope", "act", "human"))
        table.add_row(name, str(row["pairs"]), *shares, f"{row['confidence']:.3f}")
    Console().print(table)
    write_json(json_out, {"pipeline": pipeline, "turns": len(turns), "agreement": figures})
