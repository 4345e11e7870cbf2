"""``voice-agent doctor``: will this machine run this pipeline?"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from voice_agent.actions.kinds import make_actions
from voice_agent.config.load import load_pipeline
from voice_agent.config.models import ModelStore, ProjectModels
from voice_agent.config.schema import PipelineConfig
from voice_agent.config.slm_folder import LABELS_FILE, model_folder
from voice_agent.core.errors import VoiceAgentError
from voice_agent.knowledge.index import Knowledge
from voice_agent.playbook import load_playbook
from voice_agent.server.app import carriers_of
from voice_agent.server.run import check_port
from voice_agent.slm.labels import Labels

MIN_CORES = 2
MIN_MEMORY_GB = 2.0
_BY_NAME = {"vad": "silero", "turns": "smart_turn", "stt": "whisper", "tts": "piper"}
"""Engines whose ``model`` is one of this machine."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: What.
        problem: What is wrong and what to do; empty when nothing is.
        found: What was found.
        fatal: Whether the pipeline cannot run because of the problem.
    """

    name: str
    found: str = ""
    problem: str = ""
    fatal: bool = True


def examine(pipeline: str, port: int, console: Console | None = None) -> bool:
    """Print every check; returns whether the pipeline can run."""
    console = console or Console(soft_wrap=True)
    good = True
    for check in checks(pipeline, port):
        console.print(
            f"{_mark(check)} {check.name}: {check.problem or check.found}", highlight=False
        )
        good = good and not (check.problem and check.fatal)
    return good


def list_models(pipeline: str, console: Console | None = None) -> None:
    """Print every locked model of a pipeline: what it is, its licence, where it was found."""
    table = Table("model", "kind", "licence", "MB", "where")
    for store, name in _locked(ProjectModels.open(_home(pipeline), verify=False)):
        model = store.model(name)
        try:
            where = str(store.path(name))
        except VoiceAgentError as error:
            where = f"[red]{error}[/]"
        size_mb = sum(file.size for file in model.files.values()) / 1e6
        table.add_row(name, model.kind, model.licence, f"{size_mb:.1f}", where)
    (console or Console()).print(table)


def verify_models(pipeline: str, console: Console | None = None) -> bool:
    """Compare every model with the lock; a missing one is fetched where a source can do that."""
    console = console or Console(soft_wrap=True)
    good = True
    for check in _models(_home(pipeline)):
        console.print(
            f"{_mark(check)} {check.name}: {check.problem or check.found}", highlight=False
        )
        good = good and not check.problem
    return good


def checks(pipeline: str, port: int) -> Iterator[Check]:
    """Yield every check in the order in which a start would fail."""
    yield from _machine()
    try:
        config = load_pipeline(pipeline)
        yield Check("pipeline", str(config.file.name))
    except VoiceAgentError as error:
        yield Check("pipeline", problem=str(error))
        return
    yield from _playbook(config)
    yield from _carriers(config)
    yield from _models(config.file.parent)
    yield from _named(config)
    yield from _language_model(config)
    yield from _llm(config)
    try:
        check_port("127.0.0.1", port)
        yield Check("port", f"{port} is free")
    except VoiceAgentError as error:
        yield Check("port", problem=str(error))


def _mark(check: Check) -> str:
    if not check.problem:
        return "[green]ok[/]  "
    return "[red]bad[/] " if check.fatal else "[yellow]note[/]"


def _machine() -> Iterator[Check]:
    version = platform.python_version()
    ok = (3, 11) <= sys.version_info[:2] <= (3, 13)
    yield Check("python", version, "" if ok else f"{version}; needs 3.11 to 3.13")
    cores = os.cpu_count() or 1
    few = f"{cores} core: expect slow answers; two are recommended" if cores < MIN_CORES else ""
    yield Check("cores", str(cores), few, fatal=False)
    try:
        memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    except (ValueError, OSError, AttributeError):
        return
    little = f"{memory_gb:.1f} GB; about 1 GB must be free" if memory_gb < MIN_MEMORY_GB else ""
    yield Check("memory", f"{memory_gb:.1f} GB", little, fatal=False)


def _playbook(config: PipelineConfig) -> Iterator[Check]:
    try:
        book = load_playbook(config.playbook_folder, actions=config.actions_file)
        sections = len(Knowledge.load(book.knowledge, book.lang))
        make_actions(book)
    except VoiceAgentError as error:
        yield Check("playbook", problem=str(error))
        return
    yield Check(
        "playbook", f"{book.name}: {len(book.intents)} intents, {sections} knowledge sections"
    )


def _carriers(config: PipelineConfig) -> Iterator[Check]:
    try:
        yield Check("carriers", ", ".join(carrier.name for carrier in carriers_of(config)))
    except VoiceAgentError as error:
        yield Check("carriers", problem=str(error))


def _home(pipeline: str) -> Path:
    return load_pipeline(pipeline).file.parent


def _locked(models: ProjectModels) -> Iterator[tuple[ModelStore, str]]:
    for store in models.stores:
        for name in store.names():
            yield store, name


def _models(home: Path) -> Iterator[Check]:
    try:
        models = ProjectModels.open(home, verify=False)
    except VoiceAgentError as error:
        yield Check("models", problem=str(error))
        return
    for store, name in _locked(models):
        try:
            path = store.path(name)
            damage = store.verify(name)
        except VoiceAgentError as error:
            yield Check(f"model {name}", problem=str(error))
            continue
        yield Check(f"model {name}", str(path), "; ".join(str(d) for d in damage))


def _named(config: PipelineConfig) -> Iterator[Check]:
    """Look for the models on this machine that the pipeline file names, by name or by path."""
    models = ProjectModels.open(config.file.parent, verify=False)
    for stage, engine in _BY_NAME.items():
        named = config.stages[stage].args.get("model") if stage in config.stages else None
        if not named or config.stages[stage].engine != engine:
            continue
        try:
            yield Check(f"{stage}: model {named}", str(models.path(str(named))))
        except VoiceAgentError as error:
            yield Check(f"{stage}: model {named}", problem=str(error))


def _language_model(config: PipelineConfig) -> Iterator[Check]:
    """Look at the model that the pipeline will read turns with; the others are in the lock."""
    stage = config.stages["slm"]
    if stage.engine != "onnx":
        return
    train = f"voice-agent train --fast --pipeline {config.file}"
    try:
        book = load_playbook(config.playbook_folder, actions=config.actions_file)
    except VoiceAgentError:
        return  # The check of the playbook says why.
    try:
        folder = model_folder(config)
    except VoiceAgentError as error:
        # A start trains a fast one, unless a locked model is named.
        missing = "none yet: the first start trains a fast one; now: " + train
        named = stage.args.get("model")
        yield Check("language model", problem=str(error) if named else missing, fatal=bool(named))
        return
    try:
        labels = Labels.read(folder / LABELS_FILE)
        labels.check(book)
    except VoiceAgentError as error:
        yield Check("language model", problem=f"{error}: {train}")
        return
    yield Check("language model", f"{folder} ({labels.kind})")


def _llm(config: PipelineConfig) -> Iterator[Check]:
    stage = config.stages.get("llm")
    if stage is None:
        yield Check("llm", "none configured: the playbook's fallback answers instead")
        return
    variable = str(stage.args.get("api_key_env", "OPENAI_API_KEY"))
    if os.environ.get(variable) or stage.args.get("base_url"):
        yield Check("llm", f"{stage.args.get('model', 'default model')}")
    else:
        problem = f"{variable} is not set: complex turns get the playbook's fallback"
        yield Check("llm", problem=problem, fatal=False)
