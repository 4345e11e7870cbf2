"""Lines and state of a conversation: what counts as said, and going back."""

from __future__ import annotations

from voice_agent.calls.conversation import FILLER, HISTORY_LINES, Conversation
from voice_agent.core.turn import Segment
from voice_agent.dialogue.state import DialogueState


def say(conversation: Conversation, text: str, source: str = "llm", *, goes_on: bool) -> None:
    conversation.said((Segment(text, source),), goes_on=goes_on)


def test_parts_of_one_reply_are_one_line() -> None:
    conversation = Conversation()
    conversation.heard("why")
    say(conversation, "It depends.", goes_on=False)
    say(conversation, "On you.", goes_on=True)
    assert list(conversation.lines) == [("caller", "why"), ("agent", "It depends. On you.")]
    assert conversation.state.last_reply == "It depends. On you."


def test_a_new_reply_is_a_line_of_its_own() -> None:
    conversation = Conversation()
    say(conversation, "Hello.", "agent", goes_on=False)
    say(conversation, "Are you there?", "agent", goes_on=False)
    assert [text for _, text in conversation.lines] == ["Hello.", "Are you there?"]
    assert conversation.state.last_reply == "Are you there?"


def test_nobody_answers_a_filler() -> None:
    conversation = Conversation()
    say(conversation, "When?", "playbook", goes_on=False)
    conversation.heard("Friday")
    say(conversation, "One moment.", FILLER, goes_on=False)
    assert conversation.state.last_reply == "When?"
    say(conversation, "Done.", "playbook", goes_on=True)
    assert conversation.state.last_reply == "Done."
    assert list(conversation.lines)[-1] == ("agent", "One moment. Done.")


def test_words_that_are_known_after_the_filler_stand_between() -> None:
    conversation = Conversation()
    say(conversation, "One moment.", FILLER, goes_on=False)
    conversation.heard("my balance")
    say(conversation, "Ten dollars.", "playbook", goes_on=True)
    assert list(conversation.lines) == [
        ("agent", "One moment."),
        ("caller", "my balance"),
        ("agent", "Ten dollars."),
    ]


def test_of_a_line_that_was_cut_off_only_what_was_heard_is_kept() -> None:
    conversation = Conversation()
    conversation.cut_off("nothing was said yet")
    assert list(conversation.lines) == []
    say(conversation, "Your balance is ten dollars.", goes_on=False)
    conversation.cut_off("Your balance")
    assert list(conversation.lines) == [("agent", "Your balance")]
    conversation.heard("stop")
    conversation.cut_off("something else")
    assert list(conversation.lines) == [("agent", "Your balance"), ("caller", "stop")]


def test_going_back_restores_state_and_lines() -> None:
    conversation = Conversation()
    say(conversation, "Hello.", "agent", goes_on=False)
    before = conversation.snapshot()
    conversation.heard("send money")
    conversation.state = DialogueState(task="transfer")
    say(conversation, "How much?", "playbook", goes_on=False)
    conversation.restore(before)
    assert list(conversation.lines) == [("agent", "Hello.")]
    assert conversation.state == before.state
    assert conversation.state.task is None


def test_the_history_is_bounded() -> None:
    conversation = Conversation()
    for number in range(HISTORY_LINES + 5):
        conversation.heard(str(number))
    lines = list(conversation.lines)
    assert len(lines) == HISTORY_LINES
    assert lines[0] == ("caller", "5")
