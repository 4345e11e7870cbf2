"""Labels from a large language model."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fakes import ScriptedLlm, playbook
from recorded_calls import quiet_console
from turns_to_label import TURNS, intents

from voice_agent.core.errors import LlmError
from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.improve.label import run_label
from voice_agent.improve.label_by_llm import label_by_llm, label_prompt, read_label
from voice_agent.llm.engine import NoLlm
from voice_agent.playbook.turn_files import read_turns

BOOK = playbook()


class Answers:
    """An LLM that gives one answer after the other."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[list[dict[str, str]]] = []

    async def stream(self, messages: list[dict[str, str]]) -> AsyncIterator[str]:
        self.asked.append(messages)
        answer = self.answers.pop(0)
        yield answer[:5]
        yield answer[5:]


async def test_the_llm_labels_and_nonsense_is_asked_for_once_more(file: Path) -> None:
    llm = Answers(
        'Sure: {"intent": "balance", "act": "request", "escalation": "none"}',
        '{"intent": "rob_a_bank"}',
        '{"intent": "thanks", "escalation": "anger"}',
        "I cannot say.",
        "{not json}",
    )
    turns = read_turns(file)
    done = await label_by_llm(file, turns, [0, 1, 3], BOOK, llm, quiet_console())
    assert done == 2
    found = read_turns(file)
    assert intents(file) == ["balance", "thanks", "thanks", None]
    assert (found[0].by, found[0].act, found[1].escalation) == ("llm", "request", "anger")
    assert len(llm.asked) == 5


async def test_an_llm_that_breaks_off_is_an_error_and_keeps_what_is_done(file: Path) -> None:
    turns = read_turns(file)
    llm = ScriptedLlm(['{"intent": "balance"}'], error="refused")
    with pytest.raises(LlmError, match="refused"):
        await label_by_llm(file, turns, [0], BOOK, llm, quiet_console())
    with pytest.raises(LlmError, match="KEY is not set"):
        await label_by_llm(file, turns, [0], BOOK, NoLlm("KEY is not set"), quiet_console())


def test_without_a_key_the_llm_is_one_clear_error(
    file: Path, pipeline: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(LlmError, match="OPENAI_API_KEY is not set"):
        run_label(file, pipeline, by_llm=True, console=quiet_console())
    assert file.read_text() == TURNS


def test_the_prompt_has_every_intent_and_keeps_the_words_apart(file: Path) -> None:
    system, user = label_prompt(read_turns(file)[1], BOOK)
    assert all(f"- {name}:" in system["content"] for name in [*BOOK.intents, OUT_OF_SCOPE])
    assert user["content"] == '{"agent": "Hello.", "caller": "you fools"}'


@pytest.mark.parametrize(
    "text", ["", "balance", '{"intent": "x"}', '{"intent": 3}', '{"act": "x"}']
)
def test_no_valid_label(text: str) -> None:
    assert read_label(text, BOOK) is None
