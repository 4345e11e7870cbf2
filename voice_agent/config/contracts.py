"""Check that an engine can fill a stage: by a method of the stage's contract, and the language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from voice_agent.core.engines import info_of

METHODS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "vad": ("session",),
        "turns": ("completeness",),
        "stt": ("transcribe", "session"),
        "slm": ("read",),
        "llm": ("stream",),
        "tts": ("synthesise", "stream"),
    }
)
"""Methods by stage; an engine has one of them. The kits check the rest of a contract."""


def misfit(stage: str, engine: object, language: str) -> str | None:
    """Say why an engine cannot fill a stage, or return ``None``.

    Args:
        stage: The stage.
        engine: What its factory made.
        language: ISO 639-1 code of callers and answers. An engine that does not say which
            languages it knows fits all.
    """
    if not any(callable(getattr(engine, name, None)) for name in METHODS[stage]):
        wanted = " or ".join(f"'{name}'" for name in METHODS[stage])
        return f"made a {type(engine).__name__}, which has no method {wanted}"
    known = info_of(engine).languages
    # "en-GB" and "en_US" are kinds of "en".
    if known and language not in {code.lower().replace("_", "-").split("-")[0] for code in known}:
        return f"knows {', '.join(known)}; the language of the playbook is {language}"
    return None
