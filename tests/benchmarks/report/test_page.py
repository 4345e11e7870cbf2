"""Pages of the benchmarks."""

from __future__ import annotations

from benchmarks.report.page import page, table


def test_a_page_is_self_contained_and_escaped() -> None:
    text = page("A < B", {"cores": 2}, [table(("x", "y"), [["<b>", None], [1.5, 2]])])
    assert "A &lt; B" in text
    assert "<td>&lt;b&gt;</td><td>-</td>" in text
    assert "cores 2" in text
    assert "http" not in text
