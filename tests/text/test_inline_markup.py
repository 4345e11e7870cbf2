"""Marks within a line, and how much of a growing line is certain."""

from __future__ import annotations

import pytest

from voice_agent.text.inline_markup import inline, settled


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("**bold**, *it*, ***both***, __b__, _i_, ~~s~~", "bold, it, both, b, i, "),
        ('a [link](https://x.y/z "title") and [ref][1]', "a link and ref"),
        ("[odd](https://x.y/a_(b)) end", "odd end"),
        ("a note[1], a source【4†x】 and ![logo](x.png)", "a note, a source and "),
        ("`code` and ``more `code` ``", "code and more code "),
        ("<b>bold</b> <a href='x'>link</a> <!-- not this -->", "bold link "),
        ("one<br>two</p>three", "one. two. three"),
        ("<https://x.y>", "https://x.y"),
        ("fish &amp; chips&nbsp;now", "fish & chips\xa0now"),
        (r"\$5 and \*this\*", "$5 and *this*"),
        ("Great 😊👍🏽🇺🇸 :) :smile: now", "Great    now"),
        ("2 * 3, 2*3, 5 < 6, snake_case", "2 * 3, 2 * 3, 5 < 6, snake_case"),
        ("**** 4477, ****4477", "**** 4477, ****4477"),
        ("at 10:30: [name 1] said (this)", "at 10:30: [name 1] said (this)"),
        ("up[1][2] and down[3].", "up and down."),
        ("nothing here", "nothing here"),
    ],
)
def test_marks_go_and_words_stay(marked: str, plain: str) -> None:
    assert inline(marked) == plain


@pytest.mark.parametrize(
    ("line", "certain"),
    [
        ("one tw", "one "),
        ("one two ", "one two "),
        ("see [our si", "see "),
        ("see [our site](http", "see "),
        ("see [our site](http://x) now", "see [our site](http://x) "),
        ("see [name 1] now", "see [name 1] "),
        ("see `a b", "see "),
        ("see ~~a b", "see "),
        ("see <a hr", "see "),
        ("5 < 6 is", "5 < 6 "),
        ("", ""),
        ("a [" + "x " * 300, "a [" + "x " * 300),
    ],
)
def test_what_is_certain(line: str, certain: str) -> None:
    assert line[: settled(line)] == certain


def test_no_number_is_an_emoticon() -> None:
    for number in range(1000):
        assert inline(f"send {number} dollars: x") == f"send {number} dollars: x"
