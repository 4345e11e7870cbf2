"""The tests mirror the tree: each source file that does something has a test file of its own name.

Whoever changes a file knows where its tests are, and that they are there. What a file's own tests
miss is not saved by some test of the whole: see ``tests/mutation``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mirror import SOURCES, TESTS, has_code, own_tests, source_of

UNTESTED = {
    "commands/": "options handed on to one function; test_cli.py and its neighbours run them",
}
"""Sources without a test file of their own, and why; a folder ends with a slash."""

WHOLE = {
    "docs/": "about the documentation",
    "examples/": "about the projects in examples/",
    "benchmarks/": "about the benchmarks, a tree beside the package",
    "mutation/": "about the tests",
    "commands/": "what several commands do, one after the other",
    "language/test_another_language.py": "one language after the other, through all folders",
    "language/en/entities/test_any_words.py": "whatever is said, by all kinds of entities",
    "language/en/entities/test_generated_values.py": "what is said of a value, by several kinds",
    "language/en/entities/test_playbook_entities.py": "the entities of the shipped playbooks",
    "pipeline/services/test_contracts.py": "the contracts of all stages, kept by all services",
    "server/attacks/": "attacks on a whole server, kind by kind",
    "server/test_pipecat_call.py": "whole calls, with pipecat's services in the pipeline",
    "training/test_imports.py": "what imports without torch, in all folders",
}
"""Tests of more than one file, and of what."""


def excused(path: Path, root: Path, reasons: dict[str, str]) -> bool:
    name = path.relative_to(root).as_posix()
    return any(name == entry or (entry[-1] == "/" and name.startswith(entry)) for entry in reasons)


def test_every_source_file_has_its_own_test_file() -> None:
    bare = [
        str(source.relative_to(SOURCES))
        for source in sorted(SOURCES.rglob("*.py"))
        if has_code(source) and not own_tests(source) and not excused(source, SOURCES, UNTESTED)
    ]
    assert bare == [], "write tests/<same path>/test_<name>.py"


def test_every_test_file_is_about_a_source_file() -> None:
    lost = [
        str(test.relative_to(TESTS))
        for test in sorted(TESTS.rglob("test_*.py"))
        if test.parent != TESTS and source_of(test) is None and not excused(test, TESTS, WHOLE)
    ]
    assert lost == [], "name it after the file in voice_agent/ that it is about"


@pytest.mark.parametrize(
    ("test", "source"),
    [
        ("turns/test_policy.py", "turns/policy.py"),
        ("router/test_policy_of_guarded_turns.py", "router/policy.py"),
        ("language/en/entities/test_name_votes.py", "language/en/entities/name_votes.py"),
        ("turns/test_nothing.py", None),
    ],
)
def test_which_source_a_test_file_is_about(test: str, source: str | None) -> None:
    assert source_of(TESTS / test) == (SOURCES / source if source else None)


def test_a_file_that_only_declares_needs_no_tests(tmp_path: Path) -> None:
    file = tmp_path / "some.py"
    file.write_text(
        'class A(Protocol):\n    def f(self) -> int:\n        """Say."""\n        ...\n'
    )
    assert not has_code(file)
    file.write_text("def f() -> int:\n    return 1\n")
    assert has_code(file)
