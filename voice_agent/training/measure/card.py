"""``CARD.md``: what a model is, what it was trained on, what it can and cannot do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from voice_agent.core.resources import models_folder
from voice_agent.playbook.schema import Playbook
from voice_agent.slm.labels import Labels
from voice_agent.training.data.sources import SOURCES
from voice_agent.training.measure.results import FIGURE_NAMES, HEADERS
from voice_agent.training.measure.table import cell

BENCHMARKS_FILE = "benchmarks.json"
_CITE = {"cmudict": "CMU Pronouncing Dictionary; only for simulated recognition errors"}


def write_card(path: Path, playbook: Playbook, labels: Labels, figures: dict[str, Any]) -> None:
    """Write the card of a model beside it."""
    path.write_text(_card(playbook, labels, figures), encoding="utf-8")


def _card(playbook: Playbook, labels: Labels, figures: dict[str, Any]) -> str:
    made = labels.made_with
    folder = playbook.folder.name
    lines = [
        f"# Turn reader for {playbook.name}",
        "",
        f"This model reads one caller turn: {len(labels.intents) - 1} intents and out-of-scope, "
        f"{len(labels.acts)} dialogue acts, {len(labels.entities)} entities, "
        f"{len(labels.escalations) - 1} reasons for a human, {_others(labels)}. English. One "
        "forward pass of a 6-layer MiniLM encoder (22.7 M parameters), int8 ONNX, CPU."
        + (" Fast model: only its heads were trained." if labels.kind == "fast" else ""),
        "",
        "## Intended use",
        "",
        f"The `{folder}` playbook of voice-agent, on text from a speech recogniser. It chooses who "
        "answers a turn; money moves only after the caller has confirmed what was read back.",
        "",
        "## Training data",
        "",
        f"- Base weights: {made.get('base')}.",
        "- The playbook's phrases and the turns in `voice_agent/training/data` (written for this "
        "project, Apache-2.0).",
    ]
    for name, licence in made.get("data", {}).items():
        cite = SOURCES[name].cite if name in SOURCES else _CITE.get(name, "")
        lines.append(f"- {name}: {licence}. {cite}.")
    lines += [
        "",
        "Test splits and `heldout.yaml` are never trained on. Details in the phrases are filled by "
        "generators; fillers, dropped and confused words simulate a recogniser.",
        "",
        "Only the held-out groups called `unseen` were never read while the training data was "
        "written.",
        "",
        "## Results",
        "",
        "Shares in %, latency in ms on one thread of a two-core machine. The confidence assumes "
        "that about 80 % of turns are in scope (`labels.json`).",
        "",
        *_figures(figures),
        "",
        *([] if labels.kind == "fast" else _benchmarks(models_folder() / BENCHMARKS_FILE)),
        "## Limits",
        "",
        "- English only; American money, dates and phone numbers dominate the training data.",
        f"- At most {labels.max_tokens} tokens (about 45 words): it reads the end of longer turns.",
        "- One intent per turn: if a sentence contains two wishes, it names one.",
        "- The held-out turns are written by people who know the playbook, not recorded from "
        "callers. Expect less on real calls, and measure there.",
        "- The escalation score is not a safety device: it can miss an emergency.",
        "",
        "## Reproduce",
        "",
        "```",
        *_commands(labels, folder),
        "```",
        "",
        _made(made, labels),
        "",
    ]
    return "\n".join(lines)


def _made(made: dict[str, Any], labels: Labels) -> str:
    if labels.kind == "fast":
        return f"Seed {made.get('seed')}, {made.get('rows')} rows."
    return (
        f"Seed {made.get('seed')}, {made.get('epochs')} epochs of {made.get('rows_per_epoch')} "
        f"rows, torch {made.get('torch')}, onnxruntime {made.get('onnxruntime')}. `DIR` holds one "
        "folder for each data set above."
    )


def _commands(labels: Labels, folder: str) -> list[str]:
    if labels.kind == "fast":
        return [f"voice-agent train --fast --pipeline {folder}"]
    return ["pip install 'voice-agent[train]'", f"voice-agent train --pipeline {folder} --data DIR"]


def _others(labels: Labels) -> str:
    return ", ".join(
        name for name in ("completeness", "sentiment", "reasoning") if name in labels.heads
    )


def _figures(figures: dict[str, Any]) -> list[str]:
    keys = [key for key in FIGURE_NAMES if any(key in values for values in figures.values())]
    lines = [
        f"| measured on | {' | '.join(HEADERS.get(key, key) for key in keys)} |",
        "|---" + "|---:" * len(keys) + "|",
    ]
    for group, values in figures.items():
        cells = (cell(key, values.get(key)) for key in keys)
        lines.append(f"| {group} | {' | '.join(cells)} |")
    lines.append("")
    lines += [f"- {HEADERS.get(key, key)}: {FIGURE_NAMES[key]}" for key in keys]
    return lines


def _benchmarks(path: Path) -> list[str]:
    """Return the results on public benchmarks, as ``bench accuracy --card`` left them."""
    if not path.is_file():
        return []
    lines = [
        "## The same network on public benchmarks",
        "",
        "For each benchmark, the same code (`voice-agent bench accuracy`) trained a model on it "
        "alone. Int8, on test splits that were never trained or tuned on; mean and standard "
        "deviation in %.",
        "",
        "| benchmark | seeds | figure | mean | sd |",
        "|---|---:|---|---:|---:|",
    ]
    for name, found in json.loads(path.read_text(encoding="utf-8")).items():
        name += ", with a teacher" if found.get("teacher") else ""
        name += ", other sets learnt first" if found.get("base") else ""
        for figure, value in found["figures"].items():
            mean, sd = 100 * value["mean"], 100 * value["sd"]
            lines.append(f"| {name} | {found['seeds']} | {figure} | {mean:.2f} | {sd:.2f} |")
    return [*lines, ""]
