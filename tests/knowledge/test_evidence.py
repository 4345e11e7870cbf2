from pathlib import Path

import pytest

from voice_agent.core.errors import ModelError
from voice_agent.knowledge.evidence import Answering, Evidence

ANSWERING = Answering({"near": 10.0, "number": -5.0}, -5.0)


def test_evidence_for_and_against() -> None:
    assert ANSWERING.probability(Evidence(near=0.5)) == pytest.approx(0.5)
    assert ANSWERING.probability(Evidence(near=0.9)) > 0.9
    assert ANSWERING.probability(Evidence(near=0.9, number=1.0)) < 0.5


def test_it_never_overflows() -> None:
    assert ANSWERING.probability(Evidence(near=1e6)) == pytest.approx(1.0)
    assert ANSWERING.probability(Evidence(near=-1e6)) == pytest.approx(0.0)


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "answering.json").write_text(ANSWERING.to_json())
    assert Answering.read(tmp_path) == ANSWERING


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"weights": {"luck": 1}, "bias": 0, "languages": ["en"]}']
)
def test_a_damaged_file_is_an_error_that_names_it(tmp_path: Path, content: str) -> None:
    (tmp_path / "answering.json").write_text(content)
    with pytest.raises(ModelError, match=r"answering\.json: not a fitted decision"):
        Answering.read(tmp_path)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        Answering.read(tmp_path)
