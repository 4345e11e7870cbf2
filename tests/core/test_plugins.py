from __future__ import annotations

import sys
from pathlib import Path

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.core.plugins import (
    WAYS,
    checked_callable,
    entry_point_names,
    load_by_path,
    load_entry_point,
    load_named,
)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path of modules."""
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def install(site: Path, package: str, group: str, **points: str) -> None:
    """Leave what an installer leaves of a package with entry points."""
    info = site / f"{package.replace('-', '_')}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    lines = [f"{name} = {value}" for name, value in points.items()]
    (info / "entry_points.txt").write_text("\n".join([f"[{group}]", *lines]) + "\n")


def problem(path: str, folder: Path = Path()) -> str:
    with pytest.raises(ConfigError) as caught:
        load_by_path(path, folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_name_in_a_module(site: Path) -> None:
    (site / "doors_one.py").write_text("class A:\n    b = 7\n")
    assert load_by_path("doors_one:A.b", Path()) == 7
    assert load_by_path("os.path:join", Path()) is __import__("os").path.join


def test_a_name_in_a_file_which_is_run_once(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    file = tmp_path / "sub" / "my_stt.py"
    file.write_text("class Engine:\n    pass\n")
    found = load_by_path("sub/my_stt.py:Engine", tmp_path)
    assert load_by_path(f"{file}:Engine", Path("elsewhere")) is found
    assert "my_stt" not in sys.modules


@pytest.mark.parametrize("path", ["module", ":name", "module:", ""])
def test_what_is_no_path_says_what_is_expected(path: str) -> None:
    assert problem(path).startswith(f"'{path}': expected package.module:name, or file.py:name")


def test_a_module_that_is_not_there(site: Path) -> None:
    assert problem("doors_none.sub:make").startswith("no module 'doors_none'; install")
    (site / "doors_pkg").mkdir()
    assert problem("doors_pkg.sub:make").startswith("no module 'doors_pkg.sub'")
    assert problem("none.py:make", site) == f"{site / 'none.py'}: no such file"


def test_a_module_that_does_not_import(site: Path) -> None:
    (site / "doors_needs.py").write_text("import surely_not_installed_here\n")
    expected = "'doors_needs' cannot be imported: No module named 'surely_not_installed_here'"
    assert problem("doors_needs:make") == expected
    (site / "doors_raises.py").write_text("raise RuntimeError('no GPU\\nat all')\n")
    assert problem("doors_raises:make") == (
        "'doors_raises' cannot be imported: RuntimeError: no GPU"
    )
    expected = f"{site / 'doors_raises.py'} cannot be imported: RuntimeError: no GPU"
    assert problem("doors_raises.py:make", site) == expected


def test_a_name_that_is_not_there_lists_those_that_are(site: Path) -> None:
    (site / "doors_two.py").write_text(
        "from pathlib import Path\nx = 1\ndef make(): ...\nclass Engine: ...\ndef _own(): ...\n"
    )
    assert problem("doors_two:mkae") == (
        "'doors_two:mkae': doors_two has no 'mkae'; it has: Engine, make"
    )


def test_what_cannot_be_called_is_refused() -> None:
    assert checked_callable(len, "builtins:len") is len
    with pytest.raises(ConfigError, match="'a:b' is of type int; expected a function or a class"):
        checked_callable(7, "a:b")
    with pytest.raises(ConfigError, match="'os:path' is a module; expected a function or a class"):
        checked_callable(load_by_path("os:path", Path()), "os:path")


def test_an_entry_point_of_an_installed_package(site: Path) -> None:
    (site / "doors_three.py").write_text("def make(): ...\n")
    install(site, "doors-three", "voice_agent.test", three="doors_three:make", broken="nowhere:x")
    assert entry_point_names("voice_agent.test") == ["broken", "three"]
    assert load_entry_point("voice_agent.test", "three").__name__ == "make"
    with pytest.raises(
        ConfigError,
        match=r"'broken' of package 'doors-three' \(nowhere:x\) cannot be loaded: ModuleNotFound",
    ):
        load_entry_point("voice_agent.test", "broken")
    with pytest.raises(
        ConfigError,
        match=r"no installed package has 'four' in voice_agent.test; known: broken, thr",
    ):
        load_entry_point("voice_agent.test", "four")


def test_a_name_that_two_packages_claim_is_refused(site: Path) -> None:
    install(site, "doors-a", "voice_agent.test", same="doors_a:make")
    install(site, "doors-b", "voice_agent.test", same="doors_b:make")
    with pytest.raises(ConfigError, match=r"'same' is claimed by package 'doors-a' .* and package"):
        load_entry_point("voice_agent.test", "same")


def test_a_name_is_built_in_a_path_or_an_entry_point(site: Path) -> None:
    (site / "doors_four.py").write_text("def make(): ...\ndef other(): ...\n")
    install(site, "doors-four", "voice_agent.test", mine="doors_four:make", own="doors_four:make")

    def named(name: str) -> str:
        built_in = {"own": "doors_four:other"}
        found = load_named(
            name, "door", "voice_agent.test", site, built_in=built_in, also=["a:..."]
        )
        return str(found.__name__)

    assert named("own") == "other", "ours comes first"
    assert named("mine") == named("doors_four:make") == named("doors_four.py:make") == "make"
    with pytest.raises(ConfigError) as caught:
        named("none")
    assert str(caught.value) == f"unknown door 'none'; known: mine, own, a:..., {WAYS}"
