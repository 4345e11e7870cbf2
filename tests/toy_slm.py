"""A tiny language model: a real ONNX graph in which each word has logits of its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.language.specs import EntitySpec
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.says import Says
from voice_agent.playbook.schema import Playbook
from voice_agent.slm.labels import ACTS, ESCALATIONS, Calibration, Labels, Scope

SPECIAL = ["[UNK]", "[CLS]", "[SEP]"]
# word -> what it adds to which output
MEANS: dict[str, tuple[str, str, float]] = {
    "balance": ("intent", "check_balance", 9.0),
    "send": ("intent", "transfer_money", 9.0),
    "money": ("intent", "transfer_money", 4.0),
    "weather": ("intent", OUT_OF_SCOPE, 9.0),
    "yes": ("act", "affirm", 9.0),
    "human": ("escalation", "person", 9.0),
    "fifty": ("tags", "B-amount", 9.0),
    "dollars": ("tags", "I-amount", 9.0),
    "please": ("tags", "O", 9.0),
    "much": ("intent", "transfer_money", 9.0),
    "useless": ("sentiment", "negative", 9.0),
    "compare": ("reasoning", "needed", 9.0),
}
LABELS = Labels(
    playbook="Toy",
    intents=(OUT_OF_SCOPE, "check_balance", "transfer_money"),
    entities=("amount",),
    max_tokens=16,
    max_asked_tokens=6,
    calibration=Calibration(scope=Scope(weights=(1.0, 0.0), bias=-1.0)),
)


def toy_playbook(**entities: EntitySpec) -> Playbook:
    return Playbook(
        name="Toy",
        persona="A toy.",
        says=Says(
            greeting="Hello.",
            not_understood=["What?"],
            not_heard=["What?"],
            llm_fallback="Sorry.",
            action_failed="Sorry.",
            handoff="Wait.",
            goodbye="Bye.",
        ),
        entities=entities or {"amount": EntitySpec(kind="money")},
        intents={
            "check_balance": IntentSpec(answer="Plenty."),
            "transfer_money": IntentSpec(answer="Done."),
        },
        folder=Path("toy"),
    )


def write_model(folder: Path, labels: Labels = LABELS, *, outputs: int = 7) -> None:
    """A graph that adds up the logits of the words; the tags are each token's own."""
    vocabulary = {word: index for index, word in enumerate([*SPECIAL, *MEANS, "the", "what"])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    classes = {
        "intent": labels.intents,
        "act": ACTS,
        "tags": labels.tags,
        "escalation": ESCALATIONS,
        "completeness": ("cut", "complete"),
        "sentiment": labels.sentiments,
        "reasoning": ("not needed", "needed"),
    }
    classes = {name: names for name, names in classes.items() if name in labels.heads}
    nodes, tables, infos = [], [], []
    for name, names in list(classes.items())[:outputs]:
        table = np.zeros((len(vocabulary), len(names)), dtype=np.float32)
        if name in {"tags", "escalation"}:
            table[:, 0] = 0.2
        for word, (output, label, logit) in MEANS.items():
            if output == name:
                table[vocabulary[word], names.index(label)] = logit
        tables.append(numpy_helper.from_array(table, f"{name}_table"))
        looked_up = name if name == "tags" else f"{name}_rows"
        nodes.append(helper.make_node("Gather", [f"{name}_table", "input_ids"], [looked_up]))
        shape: list[str | int] = ["batch", "tokens", len(names)]
        if name != "tags":
            nodes.append(helper.make_node("ReduceSum", [looked_up, "axis"], [name], keepdims=0))
            shape = ["batch", len(names)]
        infos.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
    tables.append(numpy_helper.from_array(np.array([1], dtype=np.int64), "axis"))
    nodes.append(helper.make_node("Identity", ["token_type_ids"], ["unused"]))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
        for name in ("input_ids", "token_type_ids")
    ]
    graph = helper.make_graph(nodes, "toy", inputs, infos, tables)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.save(model, str(folder / "slm.int8.onnx"))
    labels.write(folder / "labels.json")
