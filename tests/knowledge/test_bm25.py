from pathlib import Path

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.knowledge.bm25 import Knowledge, split_sections
from voice_agent.language import en

FEES = """# Fees

## What does an overdraft cost?
An overdraft costs 35 dollars.

## What do you charge at other banks' cash machines?
We charge 3 dollars. The other bank may add its own fee.
"""
HOURS = "# Hours\n\n## When is the branch open?\nFrom nine to five.\n"


@pytest.fixture
def knowledge(tmp_path: Path) -> Knowledge:
    (tmp_path / "fees.md").write_text(FEES)
    (tmp_path / "hours.md").write_text(HOURS)
    return Knowledge.load(tmp_path, en)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how much is an overdraft", "35 dollars"),
        ("charges for using another cash machine", "3 dollars"),
        ("when do branches open", "nine to five"),
    ],
)
def test_finds_the_section_that_answers(knowledge: Knowledge, question: str, answer: str) -> None:
    hit = knowledge.best(question)
    assert hit is not None
    assert answer in hit.section.text
    assert hit.share > 0.5


def test_a_foreign_question_covers_little(knowledge: Knowledge) -> None:
    hit = knowledge.best("who won the football match when it was open air in lisbon")
    assert hit is None or hit.share < 0.35
    assert knowledge.best("purple elephants dance") is None
    assert knowledge.best("") is None
    assert knowledge.best("what is the") is None


def test_sections_carry_file_and_title() -> None:
    sections = split_sections("fees", FEES)
    assert [s.heading for s in sections] == [
        "Fees: What does an overdraft cost?",
        "Fees: What do you charge at other banks' cash machines?",
    ]
    assert sections[1].text.endswith("add its own fee.")


def test_a_missing_folder_is_empty(tmp_path: Path) -> None:
    knowledge = Knowledge.load(tmp_path / "none", en)
    assert len(knowledge) == 0
    assert knowledge.best("anything") is None


def test_a_file_without_headings_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "loose.md").write_text("just words")
    with pytest.raises(ConfigError, match=r"loose\.md: has no '## heading'"):
        Knowledge.load(tmp_path, en)
