"""E-mail addresses are spoken, those of websites are not. Pure."""

from __future__ import annotations

import re

from voice_agent.language.en.verbalise import say_email

_DOT_INSIDE = re.compile(r"\.[A-Za-z]|://")
_EMAIL = re.compile(r"(?:mailto:)?(?<![\w.+-])([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6})")
_ENDING = (
    r"(?:com|org|net|gov|edu|io|info|app|bank|co|ai|dev|biz|shop|store|online|example|test|uk|us|de"
    r"|ca|au|eu|fr|ch|at|nl|ie|in|me|tv)"
)
_TARGET = r"""(?:[^\s<>"()]|\([^\s()]*\))*(?:[^\s<>"'.,!?;:()\]*_…]|\([^\s()]*\))"""
_ADDRESS = (
    rf"(?:(?:https?://|ftp://|www\.){_TARGET}"
    rf"|(?<![\w.-])(?:[a-z0-9][a-z0-9-]{{0,62}}\.){{1,6}}{_ENDING}(?:/{_TARGET}|/|\b)(?![@\w-]|\.\w))"
)
_BRACKETED = re.compile(rf"\s*[(\[<]\s*(?:(?:see|at|via)\s+)?{_ADDRESS}\s*[)\]>]")
_AFTER_NAME = re.compile(
    rf"(\b(?:web\s?site|site|web\s?page|page|link|portal|app|form|here|online))"
    rf"(?:\s*[,:–-]\s*|\s+(?:at|on|is|under|via)\s+|\s+)(?:at\s+)?{_ADDRESS}",
    re.IGNORECASE,
)
_WEBSITE = re.compile(_ADDRESS)
_SCHEME = re.compile(r"\b(?:https?|ftp)://")
_BRAND = re.compile(rf"\b([A-Z][A-Za-z0-9]+)\.({_ENDING})\b(?![/\w@-])")


def speak(text: str) -> str:
    """Return a text with e-mail addresses in words and without the addresses of websites."""
    if _DOT_INSIDE.search(text) is None:
        return text
    if "@" in text:
        text = _EMAIL.sub(lambda m: say_email(m[1].rstrip("-_.")), text)
    text = _BRACKETED.sub("", text)
    text = _AFTER_NAME.sub(r"\1", text)
    text = _SCHEME.sub("", _WEBSITE.sub("the website", text))
    return _BRAND.sub(r"\1 dot \2", text)
