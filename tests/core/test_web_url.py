from __future__ import annotations

import pytest

from voice_agent.core.web_url import web_url


@pytest.mark.parametrize("url", ["http://a", "https://a.example/x?y=1", "${HANDOFF}", "${HOST}/x"])
def test_urls(url: str) -> None:
    assert web_url(url) == url


@pytest.mark.parametrize("text", ["", "nope", "555 0100", "ftp://a", "https://", "a.example/x"])
def test_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="is no URL; expected http://HOST or https://HOST"):
        web_url(text)
