"""One way to open an ONNX model: capped threads that sleep when there is nothing to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from voice_agent.errors import ModelError


def open_onnx(path: Path, *, threads: int = 1) -> Any:
    """Open an ``onnxruntime.InferenceSession`` on the CPU.

    onnxruntime's worker threads spin for a while after each run by default. With many
    small models on two cores that burns the time the other models need, so it is off.

    Raises:
        ModelError: The file is missing or is not an ONNX model.
    """
    import onnxruntime

    if not path.is_file():
        raise ModelError(f"{path}: no such model file")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises many private types
        raise ModelError(f"{path}: not a usable ONNX model: {error}") from error
