"""Finding commands without importing them.

A module with a function ``main`` is a command of the module's name; its docstring is the help.
A module with a function ``group`` returns a group of commands. A folder is a group too.
"""

from __future__ import annotations

import ast
import importlib
import os
import sys
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from voice_agent.commands.variables import misspelt

Commands = dict[str, TyperCommand | TyperGroup]


def discover(package: str, folder: Path, *, flat: bool = False) -> Commands:
    """Return the commands of the package whose files are in ``folder``, by name.

    Args:
        package: Dotted name of the package.
        folder: Its folder.
        flat: Whether the commands of folders inside are listed beside those of this one.
    """
    found: Commands = {}
    for path in sorted(folder.iterdir()):
        module = f"{package}.{path.stem}"
        if path.suffix == ".py":
            entry = _entry(path)
            if entry is not None:
                name = path.stem.rstrip("_").replace("_", "-")
                found[name] = _Lazy(name, module, first_paragraph(entry))
        elif (path / "__init__.py").is_file():
            inner = discover(module, path, flat=flat)
            if flat:
                found |= inner
            elif inner:
                found[path.name] = make_group(path.name, inner, path / "__init__.py")
    return found


def make_group(name: str, commands: Commands, described: Path) -> TyperGroup:
    """Make a group of commands; its help is the docstring of the file ``described``."""
    tree = ast.parse(described.read_text(encoding="utf-8"))
    return TyperGroup(
        name=name, commands=dict(commands), help=first_paragraph(tree), no_args_is_help=True
    )


def first_paragraph(node: ast.Module | ast.FunctionDef) -> str:
    """Return a docstring up to its first blank line, on one line."""
    return " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split())


def _entry(path: Path) -> ast.FunctionDef | None:
    """Return the function that makes a module a command."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name in ("main", "group"):
            return node
    return None


class _Lazy(TyperCommand):
    """A command whose module is imported when it is run, or asked for its own help."""

    def __init__(self, name: str, module: str, about: str) -> None:
        super().__init__(name=name, callback=None, help=about)
        self._module = module

    def make_context(self, info_name: str | None, args: list[str], *more: Any, **extra: Any) -> Any:
        """Return the context of the real command; say which variables were meant for it."""
        command = self.load()
        parent = extra.get("parent")
        prefix = getattr(parent, "auto_envvar_prefix", None)
        if prefix and not getattr(parent, "resilient_parsing", False):
            options = [one.name for one in command.params if one.name]
            for line in misspelt(prefix, self.name or "", options, os.environ):
                print(f"voice-agent: {line}", file=sys.stderr)
        return command.make_context(info_name, args, *more, **extra)

    def load(self) -> Any:
        """Import the real command and return it."""
        module = importlib.import_module(self._module)
        if hasattr(module, "group"):
            return module.group()
        app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        app.command(self.name)(module.main)
        return typer.main.get_command(app)
