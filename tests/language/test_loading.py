from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from fakes import playbook

from voice_agent.core.errors import ConfigError
from voice_agent.language import Language, en
from voice_agent.language.loading import GROUP, load
from voice_agent.playbook import load_playbook


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    load.cache_clear()
    yield
    load.cache_clear()


def install(site: Path, code: str, target: str, package: str = "language") -> None:
    """Make an entry point of a package, as pip does."""
    folder = site / f"{code}_{package}-1.0.dist-info"
    folder.mkdir(parents=True)
    name = f"{code}-{package}"
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
    (folder / "entry_points.txt").write_text(f"[{GROUP}]\n{code} = {target}\n")


def test_english_is_a_language() -> None:
    found: Language = en
    assert load("en") is found
    assert found.code == "en"


def test_no_module_of_english_hides_a_member() -> None:
    for name in (name for name in vars(Language) if not name.startswith("_")):
        assert not isinstance(getattr(en, name), ModuleType), name


def test_a_playbook_speaks_its_language() -> None:
    assert playbook().lang is en
    assert playbook().says.still_there == en.sentences.still_there
    assert playbook().says.fillers == [*en.sentences.fillers]


@pytest.mark.parametrize("code", ["xx", "", "en.entities", "base", "../en"])
def test_an_unknown_language_is_one_line_that_lists_what_is_installed(code: str) -> None:
    with pytest.raises(ConfigError, match=r"^no language '.*'; installed: .*en"):
        load(code)


def test_a_playbook_in_an_unknown_language_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "playbook.yaml").write_text(
        "name: a\nlanguage: xx\npersona: b\nintents: {}\nsays: {greeting: hi, llm_fallback: a, "
        "not_understood: [a], not_heard: [a], action_failed: a, handoff: a, goodbye: a}\n"
    )
    with pytest.raises(ConfigError) as error:
        load_playbook(tmp_path)
    assert str(error.value).startswith(
        f"{tmp_path / 'playbook.yaml'}: language: no language 'xx'; installed: "
    )


def test_a_language_may_come_from_another_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "zz", "tiny_german")
    monkeypatch.syspath_prepend(tmp_path)
    assert load("zz").listing(["a", "b"]) == "a und b"
    with pytest.raises(ConfigError, match=r"installed: .*zz"):
        load("xx")


def test_a_package_cannot_replace_a_language_that_is_built_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "en", "tiny_german")
    monkeypatch.syspath_prepend(tmp_path)
    assert load("en") is en


def test_an_incomplete_language_says_what_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = ModuleType("half_a_language")
    half.__dict__.update({name: None for name in vars(Language) if name not in ("terms", "say")})
    monkeypatch.setitem(sys.modules, "half_a_language", half)
    install(tmp_path, "yy", "half_a_language")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ConfigError, match=r"language 'yy' .* lacks say, terms$"):
        load("yy")


def test_a_package_that_cannot_be_imported_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "ww", "nowhere_to_be_found")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ConfigError, match=r"language 'ww': .*nowhere_to_be_found"):
        load("ww")


def test_a_language_of_two_packages_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "a", "vv", "tiny_german")
    install(tmp_path / "b", "vv", "half_a_language", package="other")
    monkeypatch.syspath_prepend(tmp_path / "a")
    monkeypatch.syspath_prepend(tmp_path / "b")
    with pytest.raises(ConfigError, match=r"language 'vv': 'vv' is claimed by package '.* and "):
        load("vv")
