"""Which sentences are made before anybody needs them."""

from __future__ import annotations

from fakes import playbook

from voice_agent.core.turn import Section
from voice_agent.knowledge.index import Knowledge
from voice_agent.language import en
from voice_agent.language.specs import EntitySpec
from voice_agent.pipeline.prepared import fixed_sentences, opening_clauses


def test_the_most_urgent_sentences_come_first() -> None:
    book = playbook()
    found = list(fixed_sentences(book))
    assert found[:5] == ["Hello.", "I did not hear you.", "Sorry?", "Once more?", book.says.handoff]
    assert set(book.says.fillers) <= set(found)
    for said in (
        "still_there",
        "cancelled",
        "goodbye",
        "abuse",
        "other_language",
        "anything_else",
        "action_unknown",
        "already_done",
        "busy",
        "closing",
    ):
        assert getattr(book.says, said) in found


def test_questions_for_details_and_answers_without_gaps_are_fixed_too() -> None:
    found = list(fixed_sentences(playbook()))
    for question in ("How much?", "To whom?", "When?", "You are welcome."):
        assert question in found
    assert not any("{" in sentence for sentence in found)


def test_of_an_answer_with_gaps_a_first_clause_without_one_is_fixed() -> None:
    book = playbook()
    intent = book.intents["thanks"].model_copy(update={"answer": "Certainly, {last_reply} it is."})
    book = book.model_copy(update={"intents": {"thanks": intent}})
    assert list(fixed_sentences(book))[-1] == "Certainly,"


def test_of_a_read_back_of_digits_what_comes_before_them_is_fixed() -> None:
    book = playbook()
    entities = {**book.entities, "amount": EntitySpec(kind="digits")}
    intent = book.intents["transfer"].model_copy(
        update={"answer": "", "confirm": "The number I have is {amount}. Is that right?"}
    )
    book = book.model_copy(update={"intents": {"send": intent}, "entities": entities})
    assert list(fixed_sentences(book))[-1] == "The number I have is"


def knowledge(*texts: str) -> Knowledge:
    return Knowledge([Section("file", str(n), text) for n, text in enumerate(texts)], en)


def test_each_opening_of_the_knowledge_folder_once() -> None:
    same = knowledge("It costs nothing. Really.", "It costs nothing.", "We close at six.")
    assert opening_clauses(same, en) == ["It costs nothing.", "We close at six."]
    assert opening_clauses(knowledge(), en) == []


def test_of_a_large_folder_the_first_300() -> None:
    many = knowledge(*(f"Fee number {n} is due." for n in range(301)))
    found = opening_clauses(many, en)
    assert (len(found), found[-1]) == (300, "Fee number 299 is due.")
