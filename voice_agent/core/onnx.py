"""One way to open an ONNX model: capped threads that sleep when there is nothing to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from voice_agent.core.errors import ModelError


def open_onnx(model: Path | bytes, *, threads: int = 1) -> Any:
    """Open an ``onnxruntime.InferenceSession`` on the CPU, of a file or of a graph just made.

    onnxruntime's worker threads spin for a while after each run by default. With many
    small models on two cores that burns the time the other models need, so it is off.

    Raises:
        ModelError: The file is missing or is not an ONNX model.
    """
    import onnxruntime

    name = "the graph" if isinstance(model, bytes) else str(model)
    if isinstance(model, Path) and not model.is_file():
        raise ModelError(f"{name}: no such model file")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises many private types
        raise ModelError(f"{name}: not a usable ONNX model: {error}") from error
