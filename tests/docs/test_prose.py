"""The idioms that ``docs/reference/style.md`` rules out, in pages, docstrings and comments."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from pages import ROOT, pages

_BANNED = (
    r"\b(?:is|are|was|were|be|been) let\b",
    r"\bbehind the (?:pause|sound|utterance|word|last|turn|question|answer)",
    r"\bwhoever\b",
    r"\bstands? (?:here|there|behind|between|where|under|in place)\b",
    r"\bso many\b(?! different)",
    r"(?<!there )\bis none\b",
    r"(?:^|(?<=\. ))(?-i:Who) [^.?]+\.",
    r"\b(?:colors?|behaviors?|recognize[drs]?|normalize[ds]?|synthesize[ds]?|neighbors?)\b",
)
_IN_PAGES = (*_BANNED, r"\bwhen left out\b")
_NOT_IMPERATIVE = (
    *("A", "All", "An", "As", "Every", "For", "How", "If", "In", "It", "Its", "No", "None"),
    *("Nothing", "Of", "One", "Only", "That", "The", "Their", "There", "They", "Those", "To"),
    *("What", "When", "Where", "Whether", "Which", "Who", "Whoever", "Whose", "Words"),
)
_EXEMPT = ("style.md", "CHANGELOG.md", "guidelines.md")
_SOURCES = [
    source for folder in ("voice_agent", "benchmarks") for source in (ROOT / folder).rglob("*.py")
]


def _faults(text: str, banned: tuple[str, ...] = _BANNED) -> Iterator[str]:
    for pattern in banned:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield " ".join(text[max(0, match.start() - 30) : match.end() + 20].split())


def _comments(source: str) -> str:
    """Return all comments as one text; a comment may go on in the next line."""
    tokens = tokenize.generate_tokens(StringIO(source).readline)
    return "\n".join(t.string.lstrip("# ") for t in tokens if t.type == tokenize.COMMENT)


def _acts(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether the docstring has to say what the code does: not for properties."""
    return not any("property" in ast.unparse(decorator) for decorator in node.decorator_list)


@pytest.mark.parametrize(
    "page",
    [page for page in pages() if page.name not in _EXEMPT],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_pages(page: Path) -> None:
    assert not list(_faults(page.read_text(encoding="utf-8"), _IN_PAGES))


@cache
def _found_in_sources() -> tuple[list[str], list[str]]:
    """Idioms, and functions whose docstring begins with no verb: each source is parsed once."""
    idioms, no_verbs = [], []
    for path in _SOURCES:
        source, texts = path.read_text(encoding="utf-8"), []
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                texts.append(str(node.value.value))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                text = ast.get_docstring(node)
                if text and _acts(node) and text.split()[0] in _NOT_IMPERATIVE:
                    no_verbs.append(f"{path.relative_to(ROOT)}: {text.splitlines()[0]}")
        faults = [fault for text in [*texts, _comments(source)] for fault in _faults(text)]
        idioms += [f"{path.relative_to(ROOT)}: {fault}" for fault in faults]
    return idioms, no_verbs


def test_docstrings_and_comments() -> None:
    idioms, _ = _found_in_sources()
    assert not idioms, "\n".join(idioms)


def test_docstrings_of_functions_begin_with_a_verb() -> None:
    _, no_verbs = _found_in_sources()
    assert not no_verbs, "\n".join(no_verbs)
