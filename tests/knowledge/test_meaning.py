from pathlib import Path

import numpy as np
import pytest
from toy_encoder import ToyEncoder

from voice_agent.core.turn import Section
from voice_agent.knowledge.meaning import NEIGHBOURS, MeaningIndex
from voice_agent.knowledge.sections import Folder

FOLDER = Folder(
    [Section("a", "the cat sleeps", "long naps"), Section("a", "dogs bark", "very loud")],
    {1: ["hounds howl", "dogs growl", "puppies yap"]},
    ["fish swim"],
)


def test_how_near_a_question_is() -> None:
    encoder = ToyEncoder()
    near = MeaningIndex(FOLDER, encoder).near(encoder.encode("dogs growl").vector)
    assert near.wordings.shape == (2, NEIGHBOURS)
    assert near.wordings[1] == pytest.approx([1.0, 0.5, 0.0], abs=1e-3)
    assert near.wordings[0] == pytest.approx([0.0, 0.0, 0.0], abs=1e-3)
    assert near.texts == pytest.approx([0.0, 0.0], abs=1e-3)
    assert near.unanswered[0] == pytest.approx(0.0, abs=1e-3)


def test_a_section_with_one_wording_repeats_it() -> None:
    encoder = ToyEncoder()
    near = MeaningIndex(FOLDER, encoder).near(encoder.encode("the cat sleeps").vector)
    assert near.wordings[0] == pytest.approx([1.0] * NEIGHBOURS, abs=1e-3)


def test_what_none_answers_is_near_too() -> None:
    encoder = ToyEncoder()
    question = encoder.encode("fish swim").vector
    near = MeaningIndex(FOLDER, encoder).near(question)
    assert near.unanswered[0] == pytest.approx(1.0, abs=1e-3)
    without = MeaningIndex(Folder(FOLDER.sections), encoder)
    assert not without.near(question).unanswered.any()


def test_many_wordings_that_are_near_count_more_than_one() -> None:
    encoder = ToyEncoder()
    folder = Folder(FOLDER.sections, {0: ["dogs growl"], 1: ["dogs growl", "dogs growl loud"]})
    near = MeaningIndex(folder, encoder).near(encoder.encode("dogs growl").vector)
    assert near.crowds[0] == pytest.approx(1.0, abs=1e-3)
    assert near.crowds[1] > near.crowds[0]
    assert near.shares[1] > near.shares[0] > 0.4


def test_what_none_answers_takes_its_share() -> None:
    encoder = ToyEncoder()
    near = MeaningIndex(FOLDER, encoder).near(encoder.encode("fish swim").vector)
    assert near.shares == pytest.approx([0.0, 0.0], abs=1e-3)
    near = MeaningIndex(FOLDER, encoder).near(encoder.encode("dogs growl").vector)
    assert near.shares == pytest.approx([0.0, 1.0], abs=1e-3)


def test_how_well_a_section_has_each_piece() -> None:
    encoder = ToyEncoder({"hound": "dogs"})
    index = MeaningIndex(FOLDER, encoder)
    found = index.found_in(1, encoder.encode("hound sleeps").pieces)
    assert found == pytest.approx([1.0, 0.0], abs=1e-3)
    assert index.found_in(0, encoder.encode("naps").pieces) == pytest.approx([1.0], abs=1e-3)


def test_vectors_are_kept_for_the_next_start(tmp_path: Path) -> None:
    first, second = ToyEncoder(), ToyEncoder()
    made = MeaningIndex(FOLDER, first, tmp_path / "deep")
    assert len(first.encoded) == 8
    kept = MeaningIndex(FOLDER, second, tmp_path / "deep")
    assert second.encoded == []
    question = first.encode("dogs growl")
    near = made.near(question.vector).wordings
    assert np.array_equal(near, kept.near(question.vector).wordings)
    assert np.array_equal(made.found_in(1, question.pieces), kept.found_in(1, question.pieces))


def test_another_folder_or_encoder_is_made_anew(tmp_path: Path) -> None:
    MeaningIndex(FOLDER, ToyEncoder(), tmp_path)
    other = ToyEncoder()
    other.fingerprint = "another"
    MeaningIndex(FOLDER, other, tmp_path)
    assert other.encoded
    again = ToyEncoder()
    MeaningIndex(Folder(FOLDER.sections), again, tmp_path)
    assert again.encoded


def test_a_damaged_cache_is_made_anew(tmp_path: Path) -> None:
    MeaningIndex(FOLDER, ToyEncoder(), tmp_path)
    (kept,) = tmp_path.iterdir()
    for content in (b"", b"PK\x03\x04 cut", kept.read_bytes()[:200]):
        kept.write_bytes(content)
        encoder = ToyEncoder()
        MeaningIndex(FOLDER, encoder, tmp_path)
        assert encoder.encoded


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    encoder = ToyEncoder()
    index = MeaningIndex(FOLDER, encoder, tmp_path / "file")
    assert index.near(encoder.encode("fish").vector).texts.shape == (2,)
