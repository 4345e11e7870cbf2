import sys
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner

from voice_agent.commands.discovery import Commands, discover, make_group

MAIN = '''"""A module."""

def main(count: int = 1) -> None:
    """{about}"""
    print("{name}", count)
'''


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "made_up_commands"
    for name in ("", "inner", "empty"):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "__init__.py").write_text(f'"""About {name or "all"}."""\n')
    (folder / "say_it.py").write_text(MAIN.format(name="said", about="Say\n    it.\n\n    More."))
    (folder / "library.py").write_text("VALUE = 1\n")
    (folder / "inner" / "deep.py").write_text(MAIN.format(name="dived", about="Dive."))
    (folder / "broken.py").write_text('def main() -> None:\n    """Break."""\n\nraise OSError\n')
    monkeypatch.syspath_prepend(tmp_path)
    return folder


def invoke(commands: Commands, *arguments: str) -> str:
    class Group(TyperGroup):
        def __init__(self, **settings: object) -> None:
            super().__init__(**settings)  # type: ignore[arg-type]
            self.commands.update(commands)

    app = typer.Typer(cls=Group, add_completion=False)
    app.callback()(lambda: None)
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False).output


def test_a_module_with_main_is_a_command_and_a_folder_a_group(package: Path) -> None:
    found = discover("made_up_commands", package)
    assert {name: command.help for name, command in found.items()} == {
        "broken": "Break.",
        "inner": "About inner.",
        "say-it": "Say it.",
    }
    assert not any(name.startswith("made_up_commands") for name in sys.modules)


def test_a_command_is_imported_when_it_is_run(package: Path) -> None:
    found = discover("made_up_commands", package)
    assert invoke(found, "say-it", "--count", "3") == "said 3\n"
    assert invoke(found, "inner", "deep") == "dived 1\n"
    assert "made_up_commands.broken" not in sys.modules


def test_flat_puts_all_folders_into_one_group(package: Path) -> None:
    assert list(discover("made_up_commands", package, flat=True)) == ["broken", "deep", "say-it"]


def test_a_group_is_described_by_a_file(package: Path) -> None:
    found = discover("made_up_commands", package / "inner")
    made = make_group("more", found, package / "__init__.py")
    assert (made.name, made.help, list(made.commands)) == ("more", "About all.", ["deep"])
