"""Dashboard and alert rules name metrics that the server has."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from voice_agent.core.jobs import Kind
from voice_agent.core.turn import RouteTo
from voice_agent.server.metrics import Metrics
from voice_agent.server.workers.merged import UP

FOLDER = Path(__file__).parents[2] / "examples" / "monitoring"
DASHBOARD = json.loads((FOLDER / "dashboard.json").read_text())
RULES = yaml.safe_load((FOLDER / "alerts.yaml").read_text())["groups"][0]["rules"]
PANELS = [
    (panel["title"], target["expr"]) for panel in DASHBOARD["panels"] for target in panel["targets"]
]
ALERTS = [(rule["alert"], rule["expr"]) for rule in RULES]


def known() -> set[str]:
    """Return the names of all samples, of metrics without a label too."""
    metrics = Metrics()
    names = {UP}
    for family in metrics.registry.collect():
        names.add(family.name)
        endings = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}
        names |= {family.name + ending for ending in endings.get(family.type, [])}
    return names


@pytest.mark.parametrize(("name", "expr"), [*PANELS, *ALERTS])
def test_every_expression_names_metrics_that_exist(name: str, expr: str) -> None:
    used = set(re.findall(r"voice_agent_\w+", expr))
    assert used, name
    assert used <= known(), name
    assert expr.count("(") == expr.count(")"), name


def test_labels_that_are_asked_for_have_values_that_occur() -> None:
    routes = set(re.findall(r'route="(\w+)"', str(PANELS + ALERTS)))
    assert routes == {"human", "clarify"}
    assert routes <= set(RouteTo.__args__)
    assert {kind.name.lower() for kind in Kind} >= {"final", "turn"}


def test_what_callers_notice_has_an_alert() -> None:
    assert {name.removeprefix("VoiceAgent") for name, _ in ALERTS} >= {
        "LateTurns",
        "LateByLoad",
        "HandOffs",
        "NotUnderstood",
        "SpokenOver",
    }
    for rule in RULES:
        assert rule["annotations"]["summary"].endswith(".")


def test_the_panels_do_not_cover_each_other() -> None:
    places = [tuple(panel["gridPos"].values()) for panel in DASHBOARD["panels"]]
    assert len(set(places)) == len(places)
