from __future__ import annotations

from dataclasses import replace

from handoffs import make_case


def test_caller_and_person_meet_in_a_conference_of_this_call() -> None:
    case, _ = make_case("twilio")
    assert replace(case, call_id="c1").room == "call-c1"
    assert replace(case, call_id="c2").room == "call-c2"
