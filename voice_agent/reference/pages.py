"""All reference pages: file name to content."""

from __future__ import annotations

import inspect
import json
import typing
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.metrics_core import Metric
from pydantic import BaseModel

from voice_agent.config.registry import ENGINES, factory
from voice_agent.config.schema import PipelineConfig
from voice_agent.console.drafts import Save, TryIt
from voice_agent.console.site import ENDPOINTS, PREFIX, Console
from voice_agent.core.budgets import OVERRUN_ACTIONS, STAGES, actions_for
from voice_agent.core.events import Event, events_schema
from voice_agent.playbook.schema import Playbook
from voice_agent.reference import turn_taking
from voice_agent.reference.markdown import table
from voice_agent.reference.models import nested, section
from voice_agent.reference.schemas import schemas
from voice_agent.server.metrics import Metrics
from voice_agent.server.workers.merged import UP, UP_MEANS

_MADE = "<!-- Made by `voice-agent reference`. Do not edit: change the code it describes. -->\n"
_STAMP = ("call_id", "turn", "t_ms", "type")


def pages(commands: Any) -> dict[str, str]:
    """Return the content of every page and schema by file name.

    Args:
        commands: The root of the command line.
    """
    markdown = {
        "events": _events(),
        "pipeline-file": _pipeline_file(),
        "playbook": _playbook(),
        "commands": _commands(commands),
        "metrics": _metrics(),
        "console": _console(),
        "turn-taking": turn_taking.page(),
    }
    found = {"events": events_schema(), **schemas()}
    return {f"{name}.md": f"{_MADE}\n{text.rstrip()}\n" for name, text in markdown.items()} | {
        f"{name}.schema.json": json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
        for name, schema in found.items()
    }


def _events() -> str:
    parts = [
        "# Events\n",
        "Text messages from the server are JSON objects, one for each event. Each has `type`,",
        "`call_id`, `turn` (0 before the first) and `t_ms` (milliseconds since the call began).",
        "Schema: [events.schema.json](events.schema.json).\n",
    ]
    kinds = typing.get_args(Event)
    for kind in kinds:
        parts.append(section(kind, f"`{kind.model_fields['type'].default}`", skip=_STAMP))
    inner = [model for kind in kinds for model in nested(kind)]
    parts += [section(model, model.__name__) for model in dict.fromkeys(inner)]
    return "\n".join(parts)


def _pipeline_file() -> str:
    parts = [
        "# The pipeline file\n",
        "Schema: [pipeline-file.schema.json](pipeline-file.schema.json).\n",
        section(PipelineConfig, "PipelineConfig", skip=("file",)),
        *(section(model, model.__name__) for model in nested(PipelineConfig)),
        "## Stages\n",
        table(
            ("stage", "built-in engines", "on_overrun: the first is the default"),
            [
                (
                    f"`{stage}`",
                    ", ".join(f"`{name}`" for name in ENGINES.get(stage, ())) or "our own code",
                    ", ".join(f"`{one}`" for one in actions_for(stage))
                    if stage in OVERRUN_ACTIONS
                    else "",
                )
                for stage in STAGES
                if stage != "queue"
            ],
        ),
        "## Arguments of the built-in engines\n",
        table(("stage", "engine", "argument", "type", "default"), list(_arguments())),
    ]
    return "\n".join(parts)


def _arguments() -> typing.Iterator[tuple[str, ...]]:
    for stage, engines in ENGINES.items():
        for engine in engines:
            for name, parameter in inspect.signature(factory(stage, engine)).parameters.items():
                if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
                    default = "" if parameter.default is parameter.empty else parameter.default
                    yield (
                        f"`{stage}`",
                        f"`{engine}`",
                        f"`{name}`",
                        str(parameter.annotation),
                        f"`{json.dumps(default)}`",
                    )


def _playbook() -> str:
    return "\n".join(
        [
            "# The playbook\n",
            "`playbook.yaml` in the playbook's folder. Phrases are in `phrases.yaml` beside it.",
            "Schema: [playbook.schema.json](playbook.schema.json).\n",
            section(Playbook, "Playbook", skip=("folder", "actions_file", "phrases")),
            *(section(model, model.__name__) for model in nested(Playbook)),
        ]
    )


def _commands(root: Any) -> str:
    return "\n".join(["# Commands\n", *_command(root, root.name or "voice-agent")])


def _command(command: Any, path: str) -> typing.Iterator[str]:
    """Yield the sections of a command of typer or click, or of all commands of a group."""
    command = command.load() if hasattr(command, "load") else command
    if hasattr(command, "commands"):
        for name, inner in sorted(command.commands.items()):
            yield from _command(inner, f"{path} {name}")
        return
    yield f"## {path}\n"
    yield f"{inspect.cleandoc(command.help or '')}\n"
    rows = [
        (", ".join(f"`{name}`" for name in _names(parameter)), parameter.help)
        for parameter in command.params
        if getattr(parameter, "help", None) and not parameter.hidden
    ]
    if rows:
        yield table(("argument or option", "meaning"), rows)


def _names(parameter: Any) -> list[str]:
    if parameter.param_type_name == "argument":
        return [parameter.name.upper()]
    return [*parameter.opts, *parameter.secondary_opts]


def _console() -> str:
    rows: list[tuple[str, str, str]] = []
    models: list[type[BaseModel]] = [TryIt, Save]
    for method, path, name in ENDPOINTS:
        answer = typing.get_type_hints(getattr(Console, name))["return"]
        models.append(answer)
        says = inspect.getdoc(getattr(Console, name)) or ""
        link = f"[{answer.__name__}](#{answer.__name__.lower()})"
        rows.append((f"`{method} {PREFIX}{path}`", says.partition("\n")[0], link))
    inner = [one for model in models for one in (model, *nested(model))]
    return "\n".join(
        [
            "# The console's endpoints\n",
            "JSON that the [console](../howto/console.md) asks for, behind the token of the pages.",
            "Texts are redacted as in the call record. `/try` takes a [TryIt](#tryit), and `PUT` a",
            "[Save](#save). `/hear` takes 16-bit samples at 16 kHz (mono, little-endian, no WAV",
            "header) as its body, and in its query what the agent has `asked`. A refusal has a",
            "status of 400 or more, and says why in `detail`.\n",
            table(("endpoint", "what it does", "answer"), rows),
            *(section(model, model.__name__) for model in dict.fromkeys(inner)),
        ]
    )


def _metrics() -> str:
    registry: CollectorRegistry = Metrics().registry
    families: list[Metric] = sorted(registry.collect(), key=lambda one: one.name)
    rows = [
        (f"`{one.name}{'_total' if one.type == 'counter' else ''}`", one.type, one.documentation)
        for one in families
    ]
    rows.append((f"`{UP}`", "gauge", UP_MEANS))
    return "\n".join(
        [
            "# Metrics\n",
            "`GET /metrics`, in the text format of Prometheus, with `process_*` of the process.",
            "A server with workers shows the metrics of each with the label `worker`.\n",
            table(("name", "type", "meaning"), rows),
        ]
    )
