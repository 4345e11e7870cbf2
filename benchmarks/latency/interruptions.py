"""Interrupt or not: what is said into the agent's words, and whether it should stop.

    voice-agent bench interruptions [--audio CLIPS] [--texts FILE] [--rows FILE]

Interjections are spoken by several voices over a telephone line; coughs, laughs and other sounds
are made; recordings of a folder play 15 dB below the caller. The recogniser and the small model
hear them; with ``--as-written`` the texts are taken as they are in the file, which needs neither.
Each is judged by weights fitted on *other* texts (in five parts, by a hash of the text).
``--texts`` judges labelled texts by the shipped weights: a JSON list of
{"agent": ..., "caller": ..., "stop": true or false}.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from pathlib import Path
from random import Random
from typing import Annotated, Any, Literal

import numpy as np
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.latency.interjections import Interjection, interjections
from benchmarks.report.options import AudioOption, JsonOption, PipelineOption, SeedOption
from benchmarks.report.stats import write_json
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.voicing import Voicing, voicing
from voice_agent.config.load import load_pipeline
from voice_agent.core.turn import OUT_OF_SCOPE, Response, Transcript, TurnReading
from voice_agent.dialogue.backchannel import only_listens, said_into
from voice_agent.dialogue.context import context_of
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.state import CONFIRM, DialogueState
from voice_agent.pipeline.assembly import Engines, load_engines
from voice_agent.playbook import Playbook, load_playbook
from voice_agent.router.policy import decide
from voice_agent.turns.barge_in import (
    FEATURES,
    SOUND,
    TALK_OVER,
    Weights,
    Words,
    evidence,
    goes_on,
    stop_probability,
)

_PARTS = 5
_TRANSFER = {"amount": 250, "payee": "Sarah Miller", "date": "2026-12-04"}
_ANSWERS: dict[str, Literal["yes", "details"]] = {
    "confirms": "yes",
    "amounts": "details",
    "payees": "details",
    "dates": "details",
}
_MADE_OF_SOUNDS = ("you", "Thank you.", "Bye.", "Oh.", "So", "I", "the", "Hm.")
"""Words that recognisers make of coughs and clicks."""
_WRITTEN_CONFIDENCE = 0.8
_USED = ("all", "words alone", "sound alone")


@dataclass(frozen=True, slots=True)
class Row:
    """An interjection as it was heard.

    Attributes:
        name: What it is.
        group: Where it comes from.
        text: What was said.
        heard: What the recogniser made of it.
        stop: Whether the agent should stop.
        words: What the text says.
        sound: What it sounds like.
        below_db: How far it is below the caller's own level.
    """

    name: str
    group: str
    text: str
    heard: str
    stop: bool
    words: Words
    sound: Voicing | None
    below_db: float

    @property
    def part(self) -> int:
        """The part that judges it: the same for all voices of a text."""
        key = self.text or self.name
        return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % _PARTS

    @property
    def features(self) -> tuple[float, ...]:
        """Return what the decision weighs."""
        return astuple(evidence(self.words, self.sound, self.below_db))


def main(
    pipeline: PipelineOption = "bank",
    audio: AudioOption = None,
    voices: Annotated[int, typer.Option(min=1, max=10, help="Voices for each text.")] = 3,
    texts: Annotated[
        Path | None, typer.Option(exists=True, help="Labelled texts, as a JSON list.")
    ] = None,
    rows_file: Annotated[
        Path | None,
        typer.Option("--rows", help="File of what was heard: read if it is there, else written."),
    ] = None,
    as_written: Annotated[
        bool, typer.Option("--as-written", help="Take the texts as written, without recogniser.")
    ] = False,
    seed: SeedOption = 7,
    json_out: JsonOption = None,
) -> None:
    """Measure which interjections stop the agent, and fit the weights of that decision."""
    console = Console()
    if texts is not None:
        engines = load_engines(load_pipeline(pipeline), stages=("slm",))
        figures = judged_texts(engines, json.loads(texts.read_text(encoding="utf-8")))
        asyncio.run(engines.aclose())
        console.print(figures)
        write_json(json_out, figures)
        return
    if rows_file is not None and rows_file.is_file():
        kept = json.loads(rows_file.read_text(encoding="utf-8"))["rows"]
        rows = [_from_json(about) for about in kept]
    elif as_written:
        playbook = load_playbook(load_pipeline(pipeline).playbook_folder)
        rng = Random(seed)
        found = track(interjections(seed, voices, audio), "making sounds", transient=True)
        rows = [row for one in found for row in written(playbook, one, rng)]
        write_json(rows_file, {"rows": [asdict(row) for row in rows]})
    else:
        engines = load_engines(load_pipeline(pipeline), stages=("vad", "turns", "stt", "slm"))
        found = list(interjections(seed, voices, audio))
        rows = [listen(engines, one) for one in track(found, "listening", transient=True)]
        asyncio.run(engines.aclose())
        write_json(rows_file, {"rows": [asdict(row) for row in rows]})
    figures = figures_of(rows)
    _show(console, figures)
    write_json(json_out, figures)


def listen(engines: Engines, said: Interjection) -> Row:
    """Let the engines hear an interjection."""
    transcript = engines.stt.engine.transcribe(said.audio, LISTEN_HZ)
    sound = voicing(said.audio, LISTEN_HZ)
    words = _words(engines, transcript, said.reply, said.asked, said.unheard)
    return Row(
        said.name, said.group, said.text, transcript.text, said.stop, words, sound,
        said.own_dbfs - sound.level_dbfs,
    )  # fmt: skip


def written(playbook: Playbook, said: Interjection, rng: Random) -> list[Row]:
    """Take an interjection as it is written; a sound also as a word that somebody made of it."""
    sound = voicing(said.audio, LISTEN_HZ)
    below_db = said.own_dbfs - sound.level_dbfs
    state = DialogueState("task", awaiting=said.asked) if said.asked else DialogueState()
    response = Response(_ANSWERS.get(said.group, "none"))
    rows = []
    for text in (said.text,) if said.text else ("", rng.choice(_MADE_OF_SOUNDS)):
        reading = TurnReading(Transcript(text, 0.0), OUT_OF_SCOPE, 0.0)
        words = said_into(playbook, state, reading, response, " ".join(["word"] * said.unheard))
        words = replace(words, confidence=_WRITTEN_CONFIDENCE)
        rows.append(Row(said.name, said.group, said.text, text, said.stop, words, sound, below_db))
    return rows


def _words(engines: Engines, transcript: Transcript, reply: str, asked: str, unheard: int) -> Words:
    playbook, today = engines.playbook, engines.clock.today()
    state = DialogueState(last_reply=reply)
    if asked == "confirm":
        state = DialogueState("transfer_money", _TRANSFER, CONFIRM, last_reply=reply)
    elif asked:
        task, _, detail = asked.partition(".")
        state = DialogueState(task, awaiting=detail, last_reply=reply)
    context = context_of(playbook, state, today)
    reading = engines.slm.engine.read(transcript, asked=context.asked, today=today)
    response = interpret(playbook, context, reading)
    route = decide(reading, response, state, None, playbook)
    unclear = route.to == "clarify" and not route.says
    words = " ".join(["word"] * unheard)
    return said_into(playbook, state, reading, response, words, unclear=unclear)


def judged_texts(engines: Engines, items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Judge labelled texts by the shipped weights, without any sound."""
    stops = [bool(item["stop"]) for item in items]
    odds = [
        stop_probability(
            evidence(_words(engines, Transcript(i["caller"], 0.9), i["agent"], "", 9), None, 0.0)
        )
        for i in items
    ]
    return {"texts": len(items), "stop": sum(stops), "auroc": _auroc(stops, odds)}


def fit(rows: Sequence[Row], used: str = "all") -> Weights:
    """Fit the weights; features that are not used get weight 0."""
    from sklearn.linear_model import LogisticRegression

    mask = np.array(
        [used == "all" or (name in SOUND) == (used == "sound alone") for name in FEATURES]
    )
    x = np.array([row.features for row in rows]) * mask
    model = LogisticRegression(C=3.0, class_weight="balanced", max_iter=2000)
    model.fit(x, [row.stop for row in rows])
    return Weights(
        round(float(model.intercept_[0]), 3), tuple(round(float(w), 3) for w in model.coef_[0])
    )


def figures_of(rows: Sequence[Row]) -> dict[str, Any]:
    """Judge every row by weights fitted on other texts, and what runs by its own."""
    figures: dict[str, Any] = {
        "interjections": len(rows),
        "stop": sum(row.stop for row in rows),
        "auroc": {},
    }
    held: dict[str, list[float]] = {}
    for used in _USED:
        held[used] = [0.0] * len(rows)
        for part in range(_PARTS):
            weights = fit([row for row in rows if row.part != part], used)
            for number, row in enumerate(rows):
                if row.part == part:
                    found = evidence(row.words, row.sound, row.below_db)
                    held[used][number] = stop_probability(found, weights)
        figures["auroc"][used] = _auroc([row.stop for row in rows], held[used])
    by_list = [not row.words.listens and row.words.count > 0 for row in rows]
    figures["auroc"]["a list of words"] = _auroc(
        [r.stop for r in rows], [float(b) for b in by_list]
    )
    figures["held out"] = _by_group(rows, [not goes_on(p) for p in held["all"]])
    figures["a list of words"] = _by_group(rows, by_list)
    runs = [not only_listens(row.words, row.sound, row.below_db) for row in rows]
    figures["as it runs"] = _by_group(rows, runs)
    figures["talk_over"] = TALK_OVER
    whole = fit(rows)
    figures["fitted"] = {"prior": whole.prior} | dict(zip(FEATURES, whole.of, strict=True))
    figures["wrong"] = [
        f"{row.name} heard as '{row.heard}': {'stop' if row.stop else 'go on'}, p {p:.2f}"
        for row, p in zip(rows, held["all"], strict=True)
        if goes_on(p) == row.stop
    ]
    return figures


def _by_group(rows: Sequence[Row], stopped: Sequence[bool]) -> dict[str, dict[str, float | int]]:
    groups: dict[str, dict[str, float | int]] = {}
    for group in dict.fromkeys(row.group for row in rows):
        own = [s for row, s in zip(rows, stopped, strict=True) if row.group == group]
        groups[group] = {"n": len(own), "stopped": round(sum(own) / len(own), 3)}
    return groups


def _auroc(stops: Sequence[bool], scores: Iterable[float]) -> float:
    from sklearn.metrics import roc_auc_score

    return round(float(roc_auc_score(stops, list(scores))), 3)


def _from_json(about: dict[str, Any]) -> Row:
    sound = Voicing(**about["sound"]) if about["sound"] else None
    return Row(**{**about, "words": Words(**about["words"]), "sound": sound})


def _show(console: Console, figures: dict[str, Any]) -> None:
    console.print(f"{figures['interjections']} interjections, {figures['stop']} to stop for")
    console.print("AUROC, texts held out:", figures["auroc"])
    grid = Table("group", "n", "stopped: held out", "as it runs", "a list of words")
    for group, about in figures["held out"].items():
        others = [figures[name][group]["stopped"] for name in ("as it runs", "a list of words")]
        cells = [about["n"], *(f"{100 * x:.0f} %" for x in (about["stopped"], *others))]
        grid.add_row(group, *map(str, cells))
    console.print(grid)
    for line in figures["wrong"]:
        console.print(line, highlight=False)
    console.print("fitted on all:", figures["fitted"])
