"""A trained network that goes on learning: its weights, read back from the graph that is served.

The float graph is deleted after training, so the weights come from the int8 graph, where each is
within half a step of what it was. A few hundred steps of training make up for that. The word
vectors never change while a model learns; they are taken from the base, as published.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from voice_agent.core.errors import ModelError
from voice_agent.slm.labels import Labels
from voice_agent.slm.model import GRAPH_FILE, LABELS_FILE
from voice_agent.training.fit.network import Network

_SCOPE = "network."
_FIXED = "encoder.embeddings.word_embeddings.weight"


def take_weights(network: Network, labels: Labels, folder: Path) -> None:
    """Give ``network`` the weights of the model in ``folder``.

    Args:
        network: Has the heads of ``labels``.
        labels: The outputs of the network. Every class of the model must be among them; the rows
            of its heads go where the classes are now, and classes that it does not know keep
            what they have.
        folder: A model of the same kind, with ``slm.int8.onnx`` and ``labels.json``.

    Raises:
        ModelError: There is no such model, or it is another kind of network.
    """
    before = Labels.read(folder / LABELS_FILE)
    found = dict(_weights(folder / GRAPH_FILE))
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name == _FIXED:
                continue
            if name not in found:
                raise ModelError(f"{folder}: its graph has no {name}, so it cannot go on learning")
            if name.startswith("heads."):
                _take_rows(parameter, found[name], *_classes(name.split(".")[1], labels, before))
            elif parameter.shape == found[name].shape:
                parameter.copy_(found[name])
            else:
                raise ModelError(f"{folder}: {name} has another size, so it cannot go on learning")


def _take_rows(
    parameter: Tensor, rows: Tensor, now: tuple[str, ...], before: tuple[str, ...]
) -> None:
    for at, name in enumerate(before):
        if name in now:
            parameter[now.index(name)] = rows[at]


def _classes(head: str, labels: Labels, before: Labels) -> tuple[tuple[str, ...], tuple[str, ...]]:
    def named(of: Labels) -> tuple[str, ...]:
        names = {
            "intent": of.intents,
            "act": of.acts,
            "tags": of.tags,
            "escalation": of.escalations,
            "sentiment": of.sentiments,
        }
        return tuple(names.get(head) or map(str, range(of.heads.get(head, 0))))

    return named(labels), named(before)


def _weights(path: Path) -> Iterator[tuple[str, Tensor]]:
    """Yield the names and weights of a network that ``export`` and ``quantise`` have written."""
    try:
        graph = onnx.load(str(path)).graph
    except Exception as error:  # protobuf's own
        raise ModelError(f"{path}: no graph that could go on learning ({error})") from error
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    for name, value in stored.items():
        if name.startswith(_SCOPE) and name.endswith((".weight", ".bias")):
            yield name.removeprefix(_SCOPE), torch.tensor(value)
        elif name.startswith(_SCOPE) and name.endswith("embeddings.weight_quantized"):
            yield name.removeprefix(_SCOPE).removesuffix("_quantized"), _unpacked(stored, name)
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            # Named by where the product is computed: its weight has lost its own name. A product
            # has inputs by outputs, a layer of the network outputs by inputs.
            place = node.name.strip("/").replace("/", ".").removeprefix(_SCOPE)
            part = place.removesuffix(".MatMul_quant").removesuffix(".Gemm_MatMul_quant")
            layer = part if part.startswith("encoder.") else f"heads.{part}"
            yield f"{layer}.weight", _unpacked(stored, node.input[1]).T


def _unpacked(stored: dict[str, NDArray[np.generic]], name: str) -> Tensor:
    base = name.removesuffix("_quantized")
    whole, zero, scale = (
        torch.from_numpy(stored[one].astype(np.float32))
        for one in (name, f"{base}_zero_point", f"{base}_scale")
    )
    return (whole - zero) * scale
