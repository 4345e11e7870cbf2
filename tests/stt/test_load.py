from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from small_whisper import variables, written

from voice_agent.config.models import ModelStore
from voice_agent.core.errors import ModelError
from voice_agent.stt.load import _beginnings, load_beams, load_network
from voice_agent.stt.network.ctranslate2 import BeamDecoder
from voice_agent.stt.network.decoder import GreedyDecoder


def load(folder: Path, *, onnx: bool = True) -> None:
    load_network(folder, language="en", threads=1, onnx=onnx)


def test_a_wrong_folder_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no model\.bin; expected a CTranslate2 Whisper folder"):
        load(tmp_path)
    (tmp_path / "model.bin").write_bytes(b"junk")
    with pytest.raises(ModelError, match="not a CTranslate2 model"):
        load(tmp_path)
    with pytest.raises(ModelError, match="not a usable Whisper model"):
        load(tmp_path, onnx=False)


def test_a_model_without_its_tokens_is_one_clear_error(tmp_path: Path) -> None:
    written(tmp_path / "model.bin", variables())
    with pytest.raises(ModelError, match=r"tokenizer\.json: not a tokenizer"):
        load(tmp_path)


def test_expected_words_begin_with_tokens_of_three_letters_or_more() -> None:
    ids = {" latte": [1, 2], " mocha": [3, 4], " lattice": [1, 5]}
    text = {1: " lat", 3: " m"}
    tokenizer = SimpleNamespace(encode=ids.__getitem__, decode=lambda one: text[one[0]])
    assert _beginnings(["latte", "mocha", "lattice"], tokenizer) == {1}


@pytest.mark.real
@pytest.mark.parametrize(
    ("options", "decoder"),
    [({}, GreedyDecoder), ({"beam_size": 2}, BeamDecoder), ({"onnx": False}, BeamDecoder)],
)
def test_beams_and_what_is_not_onnx_run_in_ctranslate2(
    options: dict[str, int], decoder: type
) -> None:
    folder = ModelStore.open(verify=False).path("whisper-tiny.en")
    network = load_network(folder, language="en", threads=1, **options)  # type: ignore[arg-type]
    assert isinstance(network.decoder, decoder)


@pytest.mark.real
def test_hypotheses_are_decoded_by_ctranslate2_beside_the_network_in_onnx() -> None:
    folder = ModelStore.open(verify=False).path("whisper-tiny.en")
    network = load_network(folder, language="en", threads=1)
    assert load_beams(folder, network, size=1, threads=1) is None
    beams = load_beams(folder, network, size=3, threads=1)
    assert beams is not None
    prompt = [*network.tokenizer.sot_sequence, network.tokenizer.no_timestamps]
    found = beams.decode(network.encoder.encode(np.zeros(8000, np.int16)), prompt, 4)
    assert len(found.others) == len(found.others_logprob) == 2


@pytest.mark.real
def test_what_is_dictated_has_a_second_encoder_only_where_the_first_has_one_thread() -> None:
    folder = ModelStore.open(verify=False).path("whisper-tiny.en")
    one = load_network(folder, language="en", threads=1)
    assert one.dictation is not one.encoder
    two = load_network(folder, language="en", threads=2)
    assert two.dictation is two.encoder
