"""A URL says a room only to those who were given it, and not for ever."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_agent.handoff.rooms import PATH, read_room, room_url

SECRET, NOW = "plivo's auth token", 1_700_000_000


def query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def test_a_url_says_its_room_until_its_time_is_over() -> None:
    url = room_url("https://agent.example/", "call-c1", SECRET, NOW)
    assert url.startswith(f"https://agent.example{PATH}?room=call-c1&")
    assert read_room(query_of(url), ["another", SECRET], NOW) == "call-c1"
    assert read_room(query_of(url), [SECRET], NOW + 1) == ""
    assert read_room(query_of(url), ["another"], NOW) == ""
    assert read_room(query_of(url), [], NOW) == ""


@pytest.mark.parametrize(
    "changed", [{"room": "call-c2"}, {"until": str(NOW + 9)}, {"sig": "é" * 64}, {"sig": ""}]
)
def test_what_was_changed_says_nothing(changed: dict[str, str]) -> None:
    query = query_of(room_url("https://agent.example", "call-c1", SECRET, NOW)) | changed
    assert read_room(query, [SECRET], NOW) == ""


@given(st.dictionaries(st.sampled_from(["room", "until", "sig"]), st.text()))
def test_nothing_that_a_stranger_asks_for_says_anything(query: dict[str, str]) -> None:
    assert read_room(query, [SECRET], NOW) == ""
