"""What has to be disclosed is heard once, and to its end."""

from __future__ import annotations

import pytest

from voice_agent.calls.disclosure import DISCLOSURE, Disclosure
from voice_agent.calls.playback import Heard, HeardClause

TEXT = "This call may be recorded, and used for training."


def heard(*clauses: tuple[str, str, str]) -> Heard:
    return Heard(tuple(HeardClause(*clause) for clause in clauses))


@pytest.mark.parametrize(
    ("stopped", "due"),
    [
        ([], True),
        ([(DISCLOSURE, "", "This call may be recorded,")], True),
        ([(DISCLOSURE, "This call", "may be recorded,")], True),
        # The second clause has not been made yet.
        ([(DISCLOSURE, "This call may be recorded,", "")], True),
        ([(DISCLOSURE, "This call may be recorded, ", ""), (DISCLOSURE, "and", "used")], True),
        (
            [
                (DISCLOSURE, "This call may be recorded,", ""),
                (DISCLOSURE, "and used for training.", ""),
                ("agent", "Hello.", "How can I help?"),
            ],
            False,
        ),
    ],
)
def test_what_is_cut_off_is_due_again(stopped: list[tuple[str, str, str]], due: bool) -> None:
    disclosure = Disclosure(TEXT)
    assert disclosure.due
    disclosure.told()
    assert not disclosure.due
    disclosure.stopped(heard(*stopped))
    assert disclosure.due is due


def test_a_later_interruption_does_not_bring_it_back() -> None:
    disclosure = Disclosure(TEXT)
    disclosure.told()
    disclosure.stopped(heard((DISCLOSURE, TEXT, "")))
    disclosure.stopped(heard(("playbook", "Your", "balance is ...")))
    assert not disclosure.due


def test_an_interruption_before_it_was_told_changes_nothing() -> None:
    disclosure = Disclosure(TEXT)
    disclosure.stopped(heard())
    assert disclosure.due


def test_without_a_text_nothing_is_due() -> None:
    assert not Disclosure("").due
    assert not Disclosure("  ").due
