from pathlib import Path

import pytest
from fakes import playbook, reading
from toy_encoder import ToyEncoder

from voice_agent.core.turn import Section
from voice_agent.knowledge.evidence import Answering
from voice_agent.knowledge.index import Knowledge, Meaning, playbook_folder
from voice_agent.knowledge.sections import Folder
from voice_agent.language import en

FEES = """# Fees

## What does an overdraft cost?
An overdraft costs 35 dollars.

## What do you charge at other banks' cash machines?
We charge 3 dollars. The other bank may add its own fee.
"""
HOURS = "# Hours\n\n## When is the branch open?\nFrom nine to five.\n"
BOOK = playbook()
OPENING = Section("open", "How do I open an account with a passport?", "Bring your passport.")
CARDS = Section("cards", "Can kids of twelve get a card?", "From twelve on they can.")
NEAR = Answering({"near": 20.0, "ruled_out": -20.0, "number": -20.0, "unanswered": -20.0}, -8.0)


@pytest.fixture
def knowledge(tmp_path: Path) -> Knowledge:
    (tmp_path / "fees.md").write_text(FEES)
    (tmp_path / "hours.md").write_text(HOURS)
    return Knowledge.load(tmp_path, en)


def by_meaning(*sections: Section, same: dict[str, str] | None = None, **more: object) -> Knowledge:
    folder = Folder(sections, **{"unanswered": ["sing me something"], **more})  # type: ignore[arg-type]
    return Knowledge(folder, en, Meaning(ToyEncoder(same), NEAR))


def answers(knowledge: Knowledge, question: str) -> float:
    hit = knowledge.best(question)
    assert hit is not None
    assert hit.answers is not None
    return hit.answers


# -- by words -----------------------------------------------------------------


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
    assert hit.answers is None


def test_a_foreign_question_covers_little(knowledge: Knowledge) -> None:
    hit = knowledge.best("who won the football match when it was open air in lisbon")
    assert hit is None or hit.share < 0.35
    assert knowledge.best("purple elephants dance") is None
    assert knowledge.best("") is None
    assert knowledge.best("what is the") is None


def test_a_missing_folder_is_empty(tmp_path: Path) -> None:
    knowledge = Knowledge.load(tmp_path / "none", en)
    assert len(knowledge) == 0
    assert knowledge.best("anything") is None
    empty = Knowledge(Folder(), en, Meaning(ToyEncoder(), NEAR))
    assert not empty.knows_meanings
    assert empty.best("anything") is None


def test_what_a_question_rules_out_is_no_word_that_it_shares() -> None:
    knowledge = Knowledge([OPENING], en)
    with_it = knowledge.best("can I open an account with a passport")
    without = knowledge.best("can I open an account without a passport")
    assert with_it is not None
    assert without is not None
    assert (with_it.matched, without.matched) == (3, 2)


# -- by meaning ---------------------------------------------------------------


def test_other_words_of_the_same_meaning_are_found() -> None:
    knowledge = by_meaning(OPENING, CARDS, same={"begin": "open"})
    assert knowledge.knows_meanings
    hit = knowledge.best("how do I begin an account with a passport")
    assert hit is not None
    assert hit.section is OPENING
    assert hit.answers is not None
    assert hit.answers > 0.9


def test_a_wording_is_as_good_as_the_heading() -> None:
    question = "where does one become a client"
    assert answers(by_meaning(OPENING, CARDS), question) < 0.5
    assert answers(by_meaning(OPENING, CARDS, asked={0: [question] * 3}), question) > 0.9


@pytest.mark.parametrize(
    "question", ["how do I open an account without a passport", "can kids of ten get a card"]
)
def test_what_is_ruled_out_and_other_numbers_speak_against_it(question: str) -> None:
    assert answers(by_meaning(OPENING, CARDS), question) < 0.1


def test_a_question_like_one_that_none_answers_is_not_answered() -> None:
    question = "how do I open an account with a passport in English"
    assert answers(by_meaning(OPENING), question) > 0.9
    assert answers(by_meaning(OPENING, unanswered=[question]), question) < 0.1


def test_a_folder_that_does_not_say_what_it_leaves_open_answers_less() -> None:
    question = "how do I open an account with a passport in English"
    assert answers(by_meaning(OPENING, unanswered=[]), question) < 0.1


def test_words_without_meaning_are_not_looked_up() -> None:
    assert by_meaning(OPENING).best("what is the") is None


def test_the_topic_helps_to_choose_and_counts_for_nothing_else() -> None:
    two = (
        Section("a", "What does it cost at a branch?", "Nothing."),
        Section("b", "What does it cost at a machine?", "A dollar."),
    )
    for knowledge in (Knowledge(two, en), by_meaning(*two)):
        hit = knowledge.best("what does it cost", "machine_info")
        assert hit is not None
        assert hit.section is two[1]
        assert hit.matched == 1


# -- several questions --------------------------------------------------------


@pytest.mark.parametrize("meaning", [False, True])
def test_two_questions_find_two_sections(meaning: bool) -> None:
    knowledge = by_meaning(OPENING, CARDS) if meaning else Knowledge([OPENING, CARDS], en)
    turn = reading("how do I open an account with a passport and can kids get a card")
    hit = knowledge.look_up(BOOK, turn)
    assert hit is not None
    assert [one.section for one in hit.all] == [OPENING, CARDS]


def test_two_questions_with_one_answer_find_it_once(knowledge: Knowledge) -> None:
    hit = knowledge.look_up(BOOK, reading("when is the branch open and is the branch open now"))
    assert hit is not None
    assert hit.also == ()


def test_words_can_be_compared_where_meaning_would_be_too_late() -> None:
    encoder = ToyEncoder()
    knowledge = Knowledge([OPENING], en, Meaning(encoder, NEAR))
    before = len(encoder.encoded)
    hit = knowledge.look_up_words(BOOK, reading("how do I open an account"))
    assert hit is not None
    assert hit.answers is None
    assert len(encoder.encoded) == before


# -- the folder of a playbook -------------------------------------------------


def test_what_is_out_of_scope_is_not_answered_unless_a_section_has_its_words(
    tmp_path: Path,
) -> None:
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "fees.md").write_text(FEES)
    phrases = {"out_of_scope": ["tell me a joke", "what does an overdraft cost"]}
    book = BOOK.model_copy(update={"folder": tmp_path, "phrases": phrases})
    folder = playbook_folder(book)
    assert folder.unanswered == ["tell me a joke"]
    assert len(folder.sections) == 2
