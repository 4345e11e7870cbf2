"""What the values of the contract do by themselves."""

from __future__ import annotations

import re

from voice_agent.language import Redaction


def test_what_comes_before_a_detail_stays() -> None:
    one = Redaction(re.compile(r"(?P<before>code )\d+|(?P<all>x)"), "[no]")
    assert one.replace("code 12, x") == "code [no], [no]"
    assert one.replace("code 12", lambda found: f"<{found}>") == "code <12>"


def test_a_match_that_is_all_before_stays() -> None:
    one = Redaction(re.compile(r"(?P<before>May \d+)|\d+"), "[no]")
    assert one.replace("May 12, 13") == "May 12, [no]"
