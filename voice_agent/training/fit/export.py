"""Export of a network to ONNX, and quantisation to int8."""

from __future__ import annotations

import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from voice_agent.slm.graph import INPUTS
from voice_agent.training.fit.network import Network, exportable

OPSET = 18


class _Serving(nn.Module):
    """The network without padding mask and with its outputs in order."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: Tensor, token_type_ids: Tensor) -> tuple[Tensor, ...]:
        outputs = self.network(input_ids, token_type_ids)
        return tuple(outputs[name] for name in self.network.sizes)


def export(network: Network, path: Path) -> None:
    """Write the fp32 graph: two int64 ``[batch, tokens]`` in, logits of each head out."""
    outputs = list(network.sizes)
    network = exportable(network)
    ids = torch.ones(1, 9, dtype=torch.long)
    types = torch.zeros(1, 9, dtype=torch.long)
    axes = {name: {0: "batch", 1: "tokens"} for name in INPUTS}
    axes |= {
        name: {0: "batch", 1: "tokens"} if name == "tags" else {0: "batch"} for name in outputs
    }
    torch.onnx.export(
        _Serving(network).eval(),
        (ids, types),
        str(path),
        input_names=list(INPUTS),
        output_names=outputs,
        dynamic_axes=axes,
        opset_version=OPSET,
        dynamo=False,
    )


def quantise(source: Path, target: Path) -> None:
    """Quantise dynamically to int8: weights per channel, word vectors included.

    Weights use seven bits (``reduce_range``): with eight, processors without VNNI overflow in their
    16 bit sums and give other answers.
    """
    with tempfile.TemporaryDirectory() as scratch:
        prepared = Path(scratch) / "prepared.onnx"
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(
            str(prepared),
            str(target),
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
            extra_options={"MatMulConstBOnly": True},
        )
    onnx.checker.check_model(str(target))
