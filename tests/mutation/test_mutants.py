"""What is changed in a source file, and what is left alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.mutation.mutants import places


def changed(tmp_path: Path, source: str) -> set[str]:
    """Every one-line mutant of a one-line function, over a few seeds."""
    file = tmp_path / "some.py"
    file.write_text(source)
    return {
        ast.unparse(mutant.tree)
        for seed in range(6)
        for place in places(file)
        if (mutant := place.mutant(seed))
    }


@pytest.mark.parametrize(
    ("source", "mutants"),
    [
        ("x = a < b", {"x = a <= b", "x = a >= b"}),
        ("x = a == b", {"x = a != b"}),
        ("x = a in b", {"x = a not in b"}),
        ("x = a and b", {"x = a or b"}),
        ("x = not a", {"x = not not a"}),
        ("x = a + b", {"x = a - b"}),
        ("x = a ** b", set()),
        ("x = 5", {"x = 4", "x = 6"}),
        ("x = 2.0", {"x = 1.8", "x = 2.2"}),
        ("x = True", {"x = False"}),
        ("x = 'a|b|c'", {"x = 'a|c'", "x = 'a|b'"}),
        ("x = '(a|b(c|d))e'", {"x = '(a)e'", "x = '(a|b(c))e'"}),
        ("x = 'one two'.split()", {"x = 'one'.split()", "x = 'two'.split()"}),
        ("x = word_set('one two')", {"x = word_set('one')", "x = word_set('two')"}),
        ("x = 'one sentence'", set()),
        ("x = {'a', 'b'}", {"x = {'a'}", "x = {'b'}"}),
        ("x = {'a': b, 'c': d}", {"x = {'a': b}", "x = {'c': d}"}),
        ("x = a if b else c", {"x = a if not b else c"}),
        ("x = [a for a in b if c]", {"x = [a for a in b if not c]"}),
        ("x.a = b", {"pass"}),
        ("x += a", {"x -= a", "pass"}),
        ("f(a)", {"pass"}),
        ("raise E", {"pass"}),
        ("x = E.A\ny = E.B", {"x = E.B\ny = E.B", "x = E.A\ny = E.A"}),
        ("def f():\n    return a", {"def f():\n    return None"}),
        ("def f():\n    return None", set()),
        ("'''A docstring or two.'''", set()),
        ("import a", set()),
        ("x: Literal[1] = a", set()),
        ("@d(frozen=True)\nclass A(B[1]):\n    x: int", set()),
        ("def f(a: Literal[1]) -> Literal[2]:\n    pass", set()),
    ],
)
def test_changes(tmp_path: Path, source: str, mutants: set[str]) -> None:
    assert changed(tmp_path, source) == mutants


def test_a_mutant_says_where_it_differs(tmp_path: Path) -> None:
    file = tmp_path / "some.py"
    file.write_text("def f(a, b):\n    if a < b:\n        return 1\n")
    shown = [str(m) for place in places(file) if (m := place.mutant(1)) and m.line == 2]
    assert (
        "line 2\n    - a < b\n    + a >= b" in shown or "line 2\n    - a < b\n    + a <= b" in shown
    )
