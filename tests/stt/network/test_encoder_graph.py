from __future__ import annotations

import numpy as np
from small_whisper import HEADS, LAYERS, MELS, SIZE, Plain, variables

from voice_agent.core.onnx import open_onnx
from voice_agent.stt.network.encoder_graph import encoder_graph
from voice_agent.stt.network.graph import Shape
from voice_agent.stt.network.silence import Behind

SHAPE = Shape(LAYERS, HEADS, SIZE)


def test_the_encoder_is_whispers_with_nothing_behind_the_sound() -> None:
    frames, weights = 12, variables()
    features = np.random.default_rng(4).normal(0, 1, (MELS, 2 * frames)).astype(np.float32)
    behind = Behind.nothing(SHAPE)
    places = weights["encoder/position_encodings/encodings"][:frames].astype(np.float32)
    session = open_onnx(encoder_graph(weights, SHAPE))
    outputs = [output.name for output in session.get_outputs()]
    assert outputs == ["own_k0", "own_v0", "own_k1", "own_v1", "encoded"]
    found = session.run(
        outputs,
        {
            "features": features[None],
            "places": places,
            "weight": behind.weight(frames),
            **behind.after(frames),
        },
    )
    wanted = Plain(weights).encoded(features.astype(np.float64))
    assert np.linalg.norm(found[-1] - wanted) < 0.03 * np.linalg.norm(wanted)
    assert found[0].shape == (HEADS, SIZE // HEADS, frames)
    assert found[1].shape == (HEADS, frames, SIZE // HEADS)
