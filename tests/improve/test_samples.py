from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from fakes import TODAY, playbook
from recorded_calls import TableReader, write_pipeline

from voice_agent.core.errors import ConfigError
from voice_agent.dialogue.state import CONFIRM, OFFER
from voice_agent.improve.samples import samples, state_after, turns_for
from voice_agent.knowledge.index import Knowledge
from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.turn_files import LabelledTurn

BOOK = playbook()


@pytest.mark.parametrize(
    ("asked", "task", "awaiting"),
    [
        ("", None, None),
        ("Hello.", None, None),
        ("To whom?", "transfer", "payee"),
        ("It costs nothing. To whom?", "transfer", "payee"),
        ("Send 5 dollars to Bob on Friday, right?", "transfer", CONFIRM),
        ("Send 5 dollars to Bob on Friday, right? Sorry.", None, None),
    ],
)
def test_the_agents_words_show_what_it_waits_for(
    asked: str, task: str | None, awaiting: str | None
) -> None:
    state = state_after(BOOK, asked)
    assert (state.task, state.awaiting, state.last_reply) == (task, awaiting, asked)


def test_an_offer_of_a_person_is_waited_for() -> None:
    says = BOOK.says.model_copy(update={"llm_fallback": "Shall I get a colleague?"})
    book = BOOK.model_copy(update={"says": says})
    assert state_after(book, "Shall I get a colleague?").awaiting == OFFER


def test_of_intents_with_the_same_question_the_labelled_one_counts() -> None:
    same = BOOK.intents["transfer"]
    book = BOOK.model_copy(update={"intents": {"other": same, **BOOK.intents}})
    assert state_after(book, "How much?").task == "other"
    assert state_after(book, "How much?", ("transfer",)).task == "transfer"


def test_labels_become_what_the_router_should_do(tmp_path: Path) -> None:
    book = load_playbook(write_pipeline(tmp_path).parent / "small")
    turns: list[dict[str, Any]] = [
        {"say": "give me a person", "intent": "person"},
        {"say": "my balance", "intent": ["balance", "person"]},
        {"say": "my balance", "intent": "balance", "escalation": "fraud"},
        {"say": "my balance", "intent": "balance", "person": True},
        {"say": "the fees please", "intent": "fees"},
        {"say": "which is better", "intent": "advice", "needs_llm": True},
        {"say": "which is better", "intent": "advice", "reasoning": True},
    ]
    found = samples(
        [LabelledTurn.model_validate(turn) for turn in turns],
        cast(Any, TableReader()),
        book,
        Knowledge.load(book.knowledge, book.lang),
        TODAY,
    )
    assert [one.needs_human for one in found] == [True, False, True, True, False, False, False]
    assert [one.needs_llm for one in found] == [False] * 5 + [True, True]
    assert found[4].sections == {"Fees: The fees"}
    assert found[4].hit is not None


def test_the_heldout_turns_are_taken_when_no_file_is_named(tmp_path: Path) -> None:
    heldout = [{"say": "my balance", "intent": "balance"}]
    folder = write_pipeline(tmp_path, heldout).parent / "small"
    assert [t.say for t in turns_for(load_playbook(folder), [])] == ["my balance"]
    (folder / "heldout.yaml").write_text("groups: {}\n")
    with pytest.raises(ConfigError, match="no turns"):
        turns_for(load_playbook(folder), [])
