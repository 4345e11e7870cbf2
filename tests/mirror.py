"""Which test files belong to which source file: the tests mirror the tree.

``voice_agent/turns/policy.py`` is tested by ``tests/turns/test_policy.py``. When one file would be
too long there may be others whose names begin alike, such as ``test_policy_of_pauses.py``.
"""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "voice_agent"
TESTS = ROOT / "tests"


def own_tests(source: Path) -> list[Path]:
    """Test files of a source file, those that are another's left out."""
    folder = TESTS / source.parent.relative_to(SOURCES)
    return [test for test in sorted(folder.glob("test_*.py")) if source_of(test) == source]


def source_of(test: Path) -> Path | None:
    """The source file that a test file is about: of those it may be named after, the longest."""
    folder = SOURCES / test.parent.relative_to(TESTS)
    about = test.stem.removeprefix("test_")
    named = [s for s in folder.glob("*.py") if about == s.stem or about.startswith(f"{s.stem}_")]
    return max(named, key=lambda source: len(source.stem), default=None)


def has_code(source: Path) -> bool:
    """Tell whether a file does anything: a function of it has more than a docstring or ``...``."""
    functions = (
        node
        for node in ast.walk(ast.parse(source.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return any(not _is_remark(line) for function in functions for line in function.body)


def _is_remark(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
