from pathlib import Path

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import Section
from voice_agent.knowledge.sections import (
    find_section,
    heading_wordings,
    load_folder,
    split_sections,
)

FEES = """# Fees

## What does an overdraft cost?
An overdraft costs 35 dollars.

## What do you charge at other banks' cash machines?
We charge 3 dollars. The other bank may add its own fee.
"""
ASKED = """asked:
  fees:
    What does an overdraft:
      - I am in the red, what now
unanswered:
  - do you have a notary
"""


def test_sections_carry_file_and_title() -> None:
    sections = split_sections("fees", FEES)
    assert [s.heading for s in sections] == [
        "Fees: What does an overdraft cost?",
        "Fees: What do you charge at other banks' cash machines?",
    ]
    assert sections[1].text.endswith("add its own fee.")


def test_a_missing_folder_is_empty(tmp_path: Path) -> None:
    assert not load_folder(tmp_path / "none").sections


def test_a_file_without_headings_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "loose.md").write_text("just words")
    with pytest.raises(ConfigError, match=r"loose\.md: has no '## heading'"):
        load_folder(tmp_path)


def test_a_file_that_is_no_text_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "odd.md").write_bytes(b"# A\n## B\n\xff\xfe")
    with pytest.raises(ConfigError, match=r"odd\.md: is not UTF-8 text"):
        load_folder(tmp_path)


def test_wordings_and_unanswered_questions_are_read(tmp_path: Path) -> None:
    (tmp_path / "fees.md").write_text(FEES)
    (tmp_path / "asked.yaml").write_text(ASKED)
    folder = load_folder(tmp_path)
    assert folder.wordings(0) == ["What does an overdraft cost?", "I am in the red, what now"]
    assert folder.wordings(1)[0] == "What do you charge at other banks' cash machines?"
    assert folder.unanswered == ["do you have a notary"]


def test_wordings_of_no_section_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "fees.md").write_text(FEES)
    (tmp_path / "asked.yaml").write_text(ASKED.replace("an overdraft", "a wire"))
    with pytest.raises(ConfigError, match=r"asked\.yaml: 'fees: What does a wire': no section"):
        load_folder(tmp_path)


def test_a_reference_names_one_section() -> None:
    sections = split_sections("fees", FEES)
    assert find_section(sections, "fees: What do you charge", Path("x")) == 1
    more = [*sections, Section("fees", "What do I pay", "")]
    with pytest.raises(ConfigError, match="x: 'fees: What do ': 2 sections begin so"):
        find_section(more, "fees: What do ", Path("x"))


@pytest.mark.parametrize("start", ["Cuándo abren", "¿Cuándo"])
def test_the_mark_that_opens_a_spanish_question_may_be_left_out(start: str) -> None:
    sections = [Section("horario", "Horario: ¿Cuándo abren?", ""), Section("horario", "¿Qué?", "")]
    assert find_section(sections, f"horario: {start}", Path("x")) == 0


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("Fees: How much?", ["How much?"]),
        (
            "Hours: When do you open, what are your hours, today?",
            [
                "When do you open, what are your hours, today?",
                "When do you open",
                "what are your hours",
            ],
        ),
        ("The fees", ["The fees"]),
    ],
)
def test_a_heading_may_ask_in_several_ways(heading: str, found: list[str]) -> None:
    assert heading_wordings(heading) == found
