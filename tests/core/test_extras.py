import sys

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.core.extras import need_matplotlib, needs_extra


def test_a_missing_package_is_one_line_with_its_extra() -> None:
    with (
        pytest.raises(ConfigError, match=r"training needs .* no_such_pkg: .*voice-agent\[train\]"),
        needs_extra("train", "training"),
    ):
        import no_such_pkg  # type: ignore[import-not-found]  # noqa: F401


def test_torch_for_the_processor_alone_has_an_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with (
        pytest.raises(ConfigError, match=r"\[train\]' --extra-index-url https://download.*/cpu$"),
        needs_extra("train", "training"),
    ):
        import torch  # noqa: F401


def test_what_is_there_is_imported() -> None:
    with needs_extra("train", "training"):
        import json
    assert json.loads("1") == 1


def test_matplotlib_is_asked_for_by_the_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ConfigError, match=r"--plot needs the package matplotlib: .*\[bench\]"):
        need_matplotlib("--plot")
