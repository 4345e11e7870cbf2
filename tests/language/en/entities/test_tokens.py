from __future__ import annotations

import pytest

from voice_agent.language.en.entities.tokens import (
    Match,
    collapse,
    correct,
    corrects,
    hesitates,
    is_apart,
    last_said,
    overlap,
    tokenise,
    touched,
    word_at,
)


def words(text: str) -> list[str]:
    return [token.word for token in tokenise(text).tokens]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Hello, THERE.", ["hello", ",", "there", "."]),
        ("it’s Anna's", ["it's", "anna's"]),
        ("$1,250.75", ["$", "1,250.75"]),
        ("12,34", ["12", ",", "34"]),
        ("12,34,567.5", ["12,34,567.5"]),
        ("1,23,456", ["1,23,456"]),
        ("1,2345", ["1", ",", "2345"]),
        ("2026-11-27", ["2026-11-27"]),
        ("11/27 and 11/27/2026", ["11/27", "and", "11/27/2026"]),
        ("at 3:30", ["at", "3:30"]),
        ("415.555.0132", ["415.555.0132"]),
        ("3.5 3rd 21ST", ["3.5", "3rd", "21st"]),
        ("5 p.m. or 5 P. M.", ["5", "pm", "or", "5", "pm"]),
        ("20oz", ["20", "oz"]),
        ("co-op S-A-M", ["co", "op", "s", "a", "m"]),
        ("my_name @", ["my", "_", "name", "@"]),
        ("Señor", ["señor"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("um send it", ["send", "it"]),
        ("send, uh, it", ["send", "it"]),
        ("send… er it", ["send", "it"]),
        ("send it uh. Now", ["send", "it", "now"]),
        ("send it, now", ["send", "it", ",", "now"]),
    ],
)
def test_fillers_and_their_commas_are_dropped(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_token_knows_its_place() -> None:
    turn = tokenise("Um, Send  $20")
    assert [(t.word, turn.text[t.start : t.end]) for t in turn.tokens] == [
        ("send", "Send"),
        ("$", "$"),
        ("20", "20"),
    ]
    assert (turn.word(0), turn.word(2), turn.word(3), turn.word(-1)) == ("send", "20", "", "")
    assert turn.match(1, 3, 20, marked=False) == Match(10, 13, 20, marked=False)


@pytest.mark.parametrize(
    ("between", "announces"),
    [
        ("no", True),
        (", sorry , I mean", True),
        ("or actually", True),
        ("and", False),
        (",", False),
        ("", False),
        ("no dollars", False),
    ],
)
def test_what_announces_a_correction(between: str, announces: bool) -> None:
    text = f"fifty {between} sixty"
    assert corrects(tokenise(text), 5, len(text) - 5) is announces


def test_a_slip_and_its_correction_become_one() -> None:
    turn = tokenise("fifty no sixty and seventy")
    fifty, sixty, seventy = (turn.match(at, at + 1, at) for at in (0, 2, 4))
    assert collapse(turn, [fifty, sixty, seventy]) == [Match(0, 14, 2), seventy]


def test_a_currency_said_with_the_slip_still_holds() -> None:
    slip = Match(0, 10, {"amount": 50.0, "currency": "GBP"})
    right = Match(14, 19, {"amount": 60.0, "currency": "USD"}, marked=False)
    assert correct(slip, right) == Match(0, 19, {"amount": 60.0, "currency": "GBP"})
    marked = Match(14, 27, {"amount": 60.0, "currency": "USD"})
    assert correct(slip, marked).value["currency"] == "USD"
    unmarked = Match(0, 5, {"amount": 50.0, "currency": "USD"}, marked=False)
    assert correct(unmarked, right) == Match(0, 19, right.value, marked=False)


def test_the_match_of_most_words_or_the_correction_counts() -> None:
    turn = tokenise("two hundred and six no five")
    long, six, five = Match(0, 11, 200), Match(16, 19, 6), Match(23, 27, 5)
    assert last_said(turn, []) is None
    assert last_said(turn, [six, long]) is long
    assert last_said(turn, [long, six]) is long
    assert last_said(turn, [six, five]) is five
    assert last_said(turn, [six, Match(3, 6, 1)]) is six


def test_a_marked_match_is_surer_than_a_longer_one() -> None:
    turn = tokenise("two hundred people at noon")
    loose, sure = Match(0, 11, 200, marked=False), Match(22, 26, "12:00")
    assert last_said(turn, [loose, sure]) is sure
    assert last_said(turn, [sure, loose]) is sure


@pytest.mark.parametrize(
    "cue",
    [
        "no",
        "nope",
        "sorry",
        "wait",
        "actually",
        "rather",
        "mean",
        "make",
        "scratch",
        "correction",
        "oops",
    ],
)
def test_each_cue_announces_a_correction_by_itself(cue: str) -> None:
    text = f"fifty {cue} sixty"
    assert corrects(tokenise(text), 5, len(text) - 5)
    beside = f"fifty well {cue} , or that sixty"
    assert corrects(tokenise(beside), 5, len(beside) - 5)


def test_a_filler_between_two_values_corrects_the_first() -> None:
    for text, corrected in (
        ("friday, er, saturday", True),
        ("friday uh saturday", True),
        ("friday saturday", False),
        ("friday, saturday", False),
        ("friday er and saturday", False),
    ):
        turn = tokenise(text)
        assert corrects(turn, 6, text.index("saturday")) is corrected, text


def test_a_dropped_filler_leaves_a_gap() -> None:
    assert is_apart(tokenise("fifty uh sixty").tokens, 1)
    assert not is_apart(tokenise("fifty sixty").tokens, 1)
    assert not is_apart(tokenise("fifty").tokens, 0)
    assert not is_apart(tokenise("fifty").tokens, 1)
    assert hesitates("Fifty, um,")
    assert not hesitates("fifty")


def test_a_word_outside_the_tokens_is_empty() -> None:
    tokens = tokenise("on Monday").tokens
    assert [word_at(tokens, at) for at in (-1, 0, 1, 2)] == ["", "on", "monday", ""]


def test_a_decimal_may_begin_with_its_point() -> None:
    assert [token.word for token in tokenise("$.50 .5 end.5 1.5").tokens] == [
        "$", "0.50", "0.5", "end", ".", "5", "1.5",
    ]  # fmt: skip


def test_parts_of_a_text_that_share_a_character() -> None:
    assert overlap(Match(0, 5, None), Match(4, 9, None))
    assert not overlap(Match(0, 5, None), Match(5, 9, None))
    turn = tokenise("send fifty dollars")
    assert touched(turn, Match(6, 12, None)) == [1, 2]
    assert touched(turn, Match(4, 5, None)) == []
