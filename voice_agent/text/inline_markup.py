"""Take the marks out of a line of Markdown or HTML: its words stay. Pure."""

from __future__ import annotations

import html
import re

_IMAGE = re.compile(r"!\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])")
_LINK = re.compile(
    r"""\[([^\[\]]*)\](?:\(\s*[^()\s]*(?:\([^()\s]*\)[^()\s]*)?(?:\s+["'(][^"')]*["')])?\s*\)
    |\[[^\[\]]*\])""",
    re.VERBOSE,
)
_REFERENCE = re.compile(r"(?<=[^\s\]])(?:\[\^?\d{1,3}\])+(?!\()|【[^【】]*】")
_CODE = re.compile(r"(`+)([^`]*)\1")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]*)>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BREAK = re.compile(r"(\w?)\s*<(?:br|/p|/li|/div|/h\d|/tr)\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<(?!br\b|/(?:p|li|div|h\d|tr)\b)/?[a-z][^<>]{0,200}>", re.IGNORECASE)
_STRONG = re.compile(r"(?<![\\*])\*{1,3}(?=[^\s*])|(?<=[^\s*\\])\*{1,3}(?!\*)")
_PRODUCT = re.compile(r"(?<=\d)\*(?=\d)")
_UNDERLINE = re.compile(r"(?<![\w\\_])_{1,3}(?=[^\s_])|(?<=[^\s_\\])_{1,3}(?![\w_])")
_STRUCK = re.compile(r"~~[^~]*~~|~~")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# Pictographs, dingbats, flags, joiners and skin tones; arrows and mathematical signs stay.
_PICTURE = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff\u25a0-\u25ff\u3030\u303d"
    "\u3297\u3299\ue000-\uf8ff\U000e0020-\U000e007f\ufe00-\ufe0f\u200b-\u200f\u2028-\u202e\u2060"
    "\u20e3\ufeff\u00ad\u00a9\u00ae\u2122\x00-\x08\x0b-\x1f\x7f-\x9f]+"
)
_EMOTICON = re.compile(
    r"(?:(?<=\s)|^)(?:[:;][-']?[()DPp|/3]|[=8]-?[()D]|<3|\^_\^|:[a-z_]+:)(?=[\s.,!?]|$)"
)
_WHOLE = re.compile(
    "|".join(
        pattern.pattern
        for pattern in (
            re.compile(r"!?\[[^\[\]]*\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?(?:\s[^()]*)?\)"),
            re.compile(r"!?\[[^\[\]]*\](?:\[[^\[\]]*\]|(?=[^(\[]))"),
            re.compile(r"【[^【】]*】"),
            re.compile(r"(?P<ticks>`+)[^`]*(?P=ticks)(?=[^`])"),
            re.compile(r"~~[^~]*~~"),
            re.compile(r"<!--.*?-->"),
            re.compile(r"</?[a-zA-Z][^<>]{0,200}>"),
        )
    )
)
_OPENING = re.compile(r"!?\[|`|~~|<(?=[a-zA-Z/!]|$)|【")
_LONGEST = 300


def inline(text: str) -> str:
    """Return the words of a line: no emphasis, link targets, code marks, tags or pictures."""
    if _IS_MARKED.search(text) is None:
        return text
    text = _IMAGE.sub("", text)
    text = _LINK.sub(r"\1", _REFERENCE.sub("", text))
    text = _CODE.sub(r"\2", text)
    text = _COMMENT.sub("", _AUTOLINK.sub(r"\1", text))
    text = _BREAK.sub(lambda m: f"{m[1]}. " if m[1] else " ", _TAG.sub("", text))
    text = html.unescape(text)
    text = _PRODUCT.sub(" * ", text)
    text = _UNDERLINE.sub("", _STRONG.sub("", _STRUCK.sub("", text)))
    text = _ESCAPE.sub(r"\1", text)
    return _EMOTICON.sub("", _PICTURE.sub("", text))


_IS_MARKED = re.compile(rf"[!*_`<>&\[\]\\~:;=8^\u3010]|{_PICTURE.pattern}")


def settled(text: str) -> int:
    """Return how much of a line that is still being written can be read by itself.

    The rest may be the beginning of a word, a link, code or a tag.
    """
    closed = _WHOLE.sub(lambda match: "x" * len(match[0]), text)
    opening = _OPENING.search(closed)
    end = len(text)
    # A bracket that nobody closes for so long is no link.
    if opening is not None and end - opening.start() <= _LONGEST:
        end = opening.start()
    return closed.rfind(" ", 0, end) + 1
