"""Running a file's own tests on a mutant of it, in a process of its own that is quick to make."""

from __future__ import annotations

import contextlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import re
import signal
import sys
import time
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from tests.mirror import ROOT, own_tests
from tests.mutation.mutants import Mutant

Outcome = Literal["noticed", "survived", "no mutant"]
_NO_MUTANT = 64
_OURS = ("voice_agent", "tests", "benchmarks", "conftest", "__main__")
_AT_LEAST_S = 5.0


@dataclass(frozen=True, slots=True)
class Bench:
    """A module that is ready for trials.

    Attributes:
        source: Its file.
        tests: Its own test files.
        limit_s: After how long a trial counts as noticed: the mutant never ends.
    """

    source: Path
    tests: list[Path]
    limit_s: float

    def outcome(self, mutant: Mutant) -> Outcome:
        """Run the module's own tests on ``mutant``."""
        status = _in_child(lambda: _test(self.tests, self.source, mutant), self.limit_s)
        if status == _NO_MUTANT:
            return "no mutant"
        return "survived" if status == 0 else "noticed"


def prepare(source: Path) -> Bench:
    """See that a module's own tests pass, and load what they need from other packages.

    Raises:
        SystemExit: It has no tests, or they fail.
    """
    name = source.relative_to(ROOT)
    tests = own_tests(source)
    if not tests:
        raise SystemExit(f"{name} has no tests of its own")
    began = time.monotonic()
    _load_what_is_loaded_by(lambda: _test(tests, source, None))
    seconds = time.monotonic() - began
    if _in_child(lambda: _test(tests, source, None), 300.0) != 0:
        raise SystemExit(f"the tests of {name} fail before anything is changed")
    return Bench(source, tests, _AT_LEAST_S + 5 * seconds)


def _load_what_is_loaded_by(work: Callable[[], object]) -> None:
    """Import what ``work`` needs of other packages, so that children need not."""
    read, write = os.pipe()

    def note() -> int:
        work()
        names = [name for name in sys.modules if name.split(".")[0] not in _OURS]
        with os.fdopen(write, "w") as pipe:
            json.dump(names, pipe)
        return 0

    child = _fork(note, 300.0)
    os.close(write)
    with os.fdopen(read) as pipe:
        for name in json.loads(pipe.read() or "[]"):
            with contextlib.suppress(Exception):
                importlib.import_module(name)
    os.waitpid(child, 0)


def _in_child(work: Callable[[], int], limit_s: float) -> int:
    """Exit status of ``work`` in a fork, which is killed after ``limit_s``."""
    _, how = os.waitpid(_fork(work, limit_s), 0)
    return os.waitstatus_to_exitcode(how)


def _fork(work: Callable[[], int], limit_s: float) -> int:
    child = os.fork()
    if child:
        return child
    signal.setitimer(signal.ITIMER_REAL, limit_s)
    status = 1
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        with contextlib.suppress(BaseException):
            status = work()
    os._exit(status)


def _test(tests: Sequence[Path], source: Path, mutant: Mutant | None) -> int:
    name = ".".join(source.relative_to(ROOT).with_suffix("").parts)
    if mutant is not None:
        sys.meta_path.insert(0, _Finder(name, mutant))
        try:
            importlib.import_module(name)
        except re.error:
            return _NO_MUTANT
        except Exception:  # noqa: BLE001 - every test notices what cannot be imported
            return 1
    options = ["-x", "-q", "-p", "no:cacheprovider", "--no-header", "-W", "ignore"]
    return int(pytest.main([*options, *map(str, tests)]))


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the mutant in place of the module."""

    def __init__(self, name: str, mutant: Mutant) -> None:
        self._name = name
        self._mutant = mutant

    def find_spec(
        self, fullname: str, path: object, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        where = str(self._mutant.source)
        return importlib.util.spec_from_file_location(fullname, where, loader=self)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        exec(compile(self._mutant.tree, str(self._mutant.source), "exec"), vars(module))
