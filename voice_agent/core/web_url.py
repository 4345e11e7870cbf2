"""URLs of other people's servers, checked where they are written."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from voice_agent.core.environment import has_variable


def web_url(text: str) -> str:
    """Return a URL that begins with ``http://HOST`` or ``https://HOST``, or names a variable.

    Raises:
        ValueError: It is something else.
    """
    if has_variable(text):
        return text
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"'{text}' is no URL; expected http://HOST or https://HOST")
    return text


WebUrl = Annotated[str, AfterValidator(web_url)]
"""A field of a file that is such a URL."""
