"""Optional packages: one line says what to install where one is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from voice_agent.core.errors import ConfigError

TORCH_CPU = "https://download.pytorch.org/whl/cpu"
"""Index of the builds of torch for the processor alone."""


@contextmanager
def needs_extra(extra: str, what: str) -> Iterator[None]:
    """Say which extra is missing if an import in this block fails.

    Args:
        extra: Name of the extra in ``pyproject.toml``.
        what: What needs it; the message begins with it.

    Raises:
        ConfigError: A package is missing.
    """
    try:
        yield
    except ImportError as error:
        # The registry's torch for Linux brings gigabytes that a processor has no use for.
        cpu = f" --extra-index-url {TORCH_CPU}" if error.name == "torch" else ""
        raise ConfigError(
            f"{what} needs the package {error.name}: pip install 'voice-agent[{extra}]'{cpu}"
        ) from None


def need_matplotlib(option: str) -> None:
    """Say what to install, before anything is measured.

    Raises:
        ConfigError: matplotlib is missing.
    """
    with needs_extra("bench", option):
        import matplotlib  # noqa: F401
