"""What imports without the ``train`` extra: everything but the modules that are torch code."""

from __future__ import annotations

import subprocess
import sys

NEEDS_TORCH = {
    "averaging",
    "batches",
    "build",
    "checkpoint",
    "export",
    "head_start",
    "loop",
    "network",
    "objective",
    "onward",
    "sentences",
}

CODE = """
import importlib, pkgutil, sys
for name in ("torch", "transformers", "sentence_transformers"):
    sys.modules[name] = None
import voice_agent.training, voice_agent.improve, voice_agent.commands
failed = set()
for package in (voice_agent.training, voice_agent.improve, voice_agent.commands):
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        try:
            importlib.import_module(found.name)
        except ImportError:
            failed.add(found.name)
print(*sorted(failed))
"""


def test_only_torch_code_needs_torch() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    wanted = {f"voice_agent.training.fit.{name}" for name in NEEDS_TORCH}
    for kind in ("ears", "stt"):
        wanted |= {f"voice_agent.training.{kind}.{name}" for name in ("fit", "network")}
    assert set(done.stdout.split()) == wanted
