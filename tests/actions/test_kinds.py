from pathlib import Path
from typing import Any

import pytest
from fakes import playbook

from voice_agent.actions.action import ActionContext
from voice_agent.actions.fixed import FixedAction
from voice_agent.actions.kinds import make_action, make_actions
from voice_agent.actions.python import PythonAction
from voice_agent.actions.request import HttpAction
from voice_agent.core.errors import ConfigError
from voice_agent.playbook import ActionSpec

MODULE = """
class Ticket:
    def __init__(self, *, project: str, urgent: bool = False):
        if project == "none":
            raise ValueError("no such project")
        self.given = (project, urgent)
    async def run(self, details, context):
        return {"ticket": f"{self.given[0]}-1"}
    def preview(self, details):
        return None

def half(): return object()
def look_up(details): return {"found": details}
number = 7
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A playbook's folder with a module, which an installed package registers as well."""
    (tmp_path / "kinds_of_ours.py").write_text(MODULE)
    info = tmp_path / "kinds_of_ours-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: kinds-of-ours\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[voice_agent.actions]\nticket = kinds_of_ours:Ticket\nhalf = kinds_of_ours:half\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def made(folder: Path, **spec: Any) -> Any:
    return make_action(ActionSpec(**spec), folder)


def test_each_kind_has_its_class(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOORS_HOST", "hooks.example")
    assert isinstance(made(folder, returns={"a": 1}), FixedAction)
    assert isinstance(made(folder), FixedAction)
    assert isinstance(made(folder, python="kinds_of_ours.py:look_up"), PythonAction)
    assert isinstance(made(folder, webhook="https://${DOORS_HOST}/do"), HttpAction)
    assert isinstance(made(folder, http={"url": "https://${DOORS_HOST}/do"}), HttpAction)


async def test_a_kind_of_an_installed_package(folder: Path) -> None:
    action = made(folder, kind="ticket", args={"project": "SUP", "urgent": True})
    assert action.given == ("SUP", True)
    assert await action.run({}, ActionContext("t", "c1")) == {"ticket": "SUP-1"}


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ({"python": "kinds_of_ours.py:none"}, "python: .* has no 'none'; it has: Ticket, half, lo"),
        ({"python": "kinds_of_ours.py:number"}, "python: .* is of type int; expected a function"),
        ({"python": "kinds_of_ours.py:half"}, r"python: .* expected \(details\) or \(details, con"),
        ({"python": "nowhere"}, "python: 'nowhere': expected package.module:name, or file.py:name"),
        ({"webhook": "https://${NO_SUCH}/"}, "webhook: the environment variable NO_SUCH is not se"),
        ({"http": {"url": "${NO_SUCH}"}}, "http.url: the environment variable NO_SUCH is not se"),
        ({"kind": "tikcet"}, "kind: no installed package has 'tikcet' .*; known: half, ticket"),
        ({"kind": "ticket"}, "args.project: missing; kind 'ticket' needs it"),
        ({"kind": "ticket", "args": {"project": 7}}, "args.project: expected str, got 7"),
        ({"kind": "ticket", "args": {"projet": "S"}}, "args.projet: unknown argument of kind 'tic"),
        (
            {"kind": "ticket", "args": {"project": "none"}},
            "kind: 'ticket' cannot be made: ValueError: no such project",
        ),
        ({"kind": "half"}, "kind: 'half' made object, without 'run'"),
    ],
)
def test_a_mistake_names_file_action_and_key(folder: Path, spec: dict[str, Any], says: str) -> None:
    book = playbook(folder).model_copy(update={"actions": {"do": ActionSpec(**spec)}})
    with pytest.raises(ConfigError, match=rf"playbook\.yaml: actions\.do\.{says}") as caught:
        make_actions(book)
    assert "\n" not in str(caught.value)


def test_every_action_of_a_playbook_is_made() -> None:
    assert list(make_actions(playbook())) == ["balance", "transfer"]


def test_actions_of_a_file_of_their_own_are_relative_to_it(folder: Path, tmp_path: Path) -> None:
    (folder / "elsewhere").mkdir()
    spec = {"do": ActionSpec(python="kinds_of_ours.py:none")}
    file = folder / "actions.yaml"
    book = playbook(folder / "elsewhere").model_copy(update={"actions": spec, "actions_file": file})
    with pytest.raises(ConfigError, match=rf"^{file}: actions\.do\.python: .* has no 'none'"):
        make_actions(book)
