"""``voice-agent doctor``: will this machine run this pipeline?"""

from __future__ import annotations

import asyncio
import os
import platform
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from voice_agent.actions.kinds import make_actions
from voice_agent.config.load import load_pipeline
from voice_agent.config.models import ModelStore, ProjectModels
from voice_agent.config.models.named import named_models
from voice_agent.config.schema import PipelineConfig
from voice_agent.config.slm_folder import LABELS_FILE, model_folder
from voice_agent.core.environment import fill_in
from voice_agent.core.errors import VoiceAgentError
from voice_agent.knowledge.index import Knowledge
from voice_agent.pipeline.assembly import start_engines
from voice_agent.playbook import load_playbook
from voice_agent.server.app import carriers_of
from voice_agent.server.run import check_port
from voice_agent.slm.labels import Labels

MIN_CORES = 2
MIN_MEMORY_GB = 2.0
_LANGUAGE_MODEL = "language model"
_REACHED_IN_S = 2.0
_FALLBACK = "complex turns get the playbook's fallback"


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
    """Print every check, load and warm the engines if nothing is missing; returns whether it runs.

    Args:
        pipeline: Name or file of the pipeline.
        port: Port that the server will listen on.
        console: Where to print.
    """
    console = console or Console(soft_wrap=True)
    found = []
    for check in checks(pipeline, port):
        _show(check, console)
        found.append(check)
    problems = [check for check in found if check.problem]
    bad = any(check.fatal for check in problems)
    # Without a language model nothing can be loaded; a start trains one.
    if bad or any(check.name == _LANGUAGE_MODEL for check in problems):
        return not bad
    last = warm_engines(load_pipeline(pipeline))
    _show(last, console)
    return not last.problem


def warm_engines(config: PipelineConfig) -> Check:
    """Load every engine and use it once, as a start does."""
    began = time.monotonic()
    try:
        asyncio.run(_start_and_stop(config))
    except VoiceAgentError as error:
        return Check("engines", problem=str(error))
    return Check("engines", f"loaded and warm in {time.monotonic() - began:.1f} s")


async def _start_and_stop(config: PipelineConfig) -> None:
    engines = await start_engines(config)
    await engines.aclose()


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
        _show(check, console)
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


def _show(check: Check, console: Console) -> None:
    if not check.problem:
        mark = "[green]ok[/]  "
    else:
        mark = "[red]bad[/] " if check.fatal else "[yellow]note[/]"
    console.print(f"{mark} {check.name}: {escape(check.problem or check.found)}", highlight=False)


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
    for stage, named in named_models(config):
        try:
            yield Check(f"{stage}: model {named}", str(models.path(named, stage)))
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
        yield Check(_LANGUAGE_MODEL, problem=str(error) if named else missing, fatal=bool(named))
        return
    try:
        labels = Labels.read(folder / LABELS_FILE)
        labels.check(book)
    except VoiceAgentError as error:
        yield Check(_LANGUAGE_MODEL, problem=f"{error}: {train}")
        return
    yield Check(_LANGUAGE_MODEL, f"{folder} ({labels.kind})")


def _llm(config: PipelineConfig) -> Iterator[Check]:
    stage = config.stages.get("llm")
    if stage is None:
        yield Check("llm", "none configured: the playbook's fallback answers instead")
        return
    variable = str(stage.args.get("api_key_env", "OPENAI_API_KEY"))
    url = str(stage.args.get("base_url") or "")
    if not url and not os.environ.get(variable):
        problem = f"{variable} is not set: {_FALLBACK}"
    else:
        problem = _unreachable(url) if url else ""
    yield Check("llm", str(stage.args.get("model", "default model")), problem, fatal=False)


def _unreachable(url: str) -> str:
    """Say why nothing listens at a URL; empty if something does."""
    try:
        place = urlsplit(fill_in(url, "stages.llm.args.base_url"))
        port = place.port or (443 if place.scheme == "https" else 80)
        socket.create_connection((place.hostname or "", port), _REACHED_IN_S).close()
    except (VoiceAgentError, ValueError) as error:
        return str(error)
    except OSError as error:
        return f"{url}: {error.strerror or error}; is it running? Until then {_FALLBACK}"
    return ""
