"""Tables in Markdown."""

from voice_agent.reference.markdown import table


def test_a_table_has_a_head_and_one_line_a_row() -> None:
    assert table(("a", "b"), [("1", "x\ny"), ("2", "p|q")]) == (
        "| a | b |\n| --- | --- |\n| 1 | x y |\n| 2 | p\\|q |\n"
    )
