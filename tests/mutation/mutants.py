"""Small changes to a source file that its tests should notice."""

from __future__ import annotations

import ast
import copy
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

_SWAPPED: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
}
_COMPOUND = (ast.If, ast.While, ast.For, ast.FunctionDef, ast.ClassDef)
_SPLITTERS = {"split", "words", "word_set"}
_SKIPPED = (ast.Import, ast.ImportFrom, ast.Assert, ast.Global)

Change = Callable[[Any, random.Random], bool]
"""Change a node in place; False when there is nothing to change."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change to one file.

    Attributes:
        source: The file.
        line: Where.
        before: The statement or expression as it is.
        after: What becomes of it.
        tree: The whole file, changed.
    """

    source: Path
    line: int
    before: str
    after: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"line {self.line}\n    - {self.before}\n    + {self.after}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file can be changed, and how; the rest is chance.

    Attributes:
        source: The file.
        index: Which node of ``ast.walk``.
        change: What is done to it.
    """

    source: Path
    index: int
    change: Change

    def mutant(self, seed: int) -> Mutant | None:
        """The file, changed here; ``None`` when there is nothing to change after all."""
        tree = ast.parse(self.source.read_text())
        changed = copy.deepcopy(tree)
        originals, nodes = list(ast.walk(tree)), list(ast.walk(changed))
        chance = random.Random(f"{seed} {self.source.name} {self.index}")
        if not self.change(nodes[self.index], chance):
            return None
        # What a reader recognises is the statement around the change.
        shown = _around(tree, originals[self.index])
        ast.fix_missing_locations(changed)
        before, after = (ast.unparse(n) for n in (shown, nodes[originals.index(shown)]))
        line = getattr(originals[self.index], "lineno", shown.lineno)
        return Mutant(self.source, line, *_clip(before, after), changed)


def places(source: Path) -> list[Place]:
    """Every place where a file can be changed."""
    tree = ast.parse(source.read_text())
    left_alone = _left_alone(tree)
    members, lists = _members(tree), _lists_of_words(tree)
    return [
        Place(source, index, change)
        for index, node in enumerate(ast.walk(tree))
        if node not in left_alone
        for change in (*_changes(node), *_exchanges(node, members), *_shorter(node, lists))
    ]


def _members(tree: ast.Module) -> dict[str, set[str]]:
    """Members of enums (``State.IDLE``) that the file names, by the name of their class."""
    members: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(name), attr=attr) if attr.isupper() and name != "re":
                members.setdefault(name, set()).add(attr)
    return members


def _exchanges(node: ast.AST, members: dict[str, set[str]]) -> Iterator[Change]:
    match node:
        case ast.Attribute(value=ast.Name(name), attr=attr) if attr in members.get(name, ()):
            if others := sorted(members[name] - {attr}):
                yield partial(_exchange, others)


def _exchange(others: list[str], node: Any, chance: random.Random) -> bool:
    node.attr = chance.choice(others)
    return True


def _clip(before: str, after: str) -> tuple[str, str]:
    """The part of two texts in which they differ, with a little around it."""
    same = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    start = max(0, same - 70)
    return tuple(text[start : start + 160].replace("\n", " ") for text in (before, after))  # type: ignore[return-value]


def _around(tree: ast.Module, node: ast.AST) -> Any:
    """The node itself where it says enough, or the simple statement it is part of."""
    parents = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    shown = node
    while not isinstance(shown, ast.stmt) and shown in parents:
        if isinstance(
            parents[shown], ast.If | ast.While | ast.For | ast.FunctionDef | ast.ClassDef
        ):
            break
        shown = parents[shown]
    while not hasattr(shown, "lineno"):
        shown = parents[shown]
    return shown


def _left_alone(tree: ast.Module) -> set[ast.AST]:
    """What says nothing that a test could notice: annotations, docstrings, imports, decorators."""
    roots: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, _SKIPPED):
            roots.append(node)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            roots.append(node)
        if isinstance(node, ast.AnnAssign):
            roots.append(node.annotation)
        if isinstance(node, ast.arg) and node.annotation:
            roots.append(node.annotation)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            roots += [*node.decorator_list, *([node.returns] if node.returns else [])]
        if isinstance(node, ast.ClassDef):
            roots += [*node.decorator_list, *node.bases]
    return {node for root in roots for node in ast.walk(root)}


def _changes(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Compare() | ast.BoolOp() | ast.BinOp() | ast.AugAssign():
            yield _swap
        case ast.UnaryOp(op=ast.Not()):
            yield _affirm
        case ast.If() | ast.While() | ast.IfExp() | ast.comprehension(ifs=[_, *_]):
            yield _negate
        case ast.Constant(value=str(text)) if "|" in text:
            for bar in re.finditer(r"(?<!\\)\|", text):
                yield partial(_drop_alternative, bar.start())
        case ast.Constant(value=bool() | int() | float()):
            yield _nudge
        case ast.Return(value=ast.expr()):
            yield _return_nothing
        case ast.Dict(values=elements) | ast.Set(elts=elements):
            yield from _drops(elements)
        case ast.Tuple(elts=elements, ctx=ast.Load()) | ast.List(elts=elements, ctx=ast.Load()):
            yield from _drops(elements)
    # A statement whose only effect is on something else can be left out and the rest still runs.
    if isinstance(node, ast.Expr | ast.AugAssign | ast.Raise | ast.Break | ast.Continue):
        yield _leave_out
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute | ast.Subscript):
        yield _leave_out


def _swap(node: Any, chance: random.Random) -> bool:
    if isinstance(node, ast.Compare):
        at = chance.randrange(len(node.ops))
        node.ops[at] = chance.choice(_SWAPPED[type(node.ops[at])])()
        return True
    others = _SWAPPED.get(type(node.op))
    if others is None:
        return False
    node.op = chance.choice(others)()
    return True


def _affirm(node: Any, chance: random.Random) -> bool:
    node.op = ast.UAdd() if isinstance(node.operand, ast.Constant) else ast.Not()
    node.operand = ast.UnaryOp(ast.Not(), node.operand)
    return True


def _negate(node: Any, chance: random.Random) -> bool:
    if isinstance(node, ast.comprehension):
        node.ifs[0] = ast.UnaryOp(ast.Not(), node.ifs[0])
    else:
        node.test = ast.UnaryOp(ast.Not(), node.test)
    return True


def _nudge(node: Any, chance: random.Random) -> bool:
    if isinstance(node.value, bool):
        node.value = not node.value
    elif isinstance(node.value, int):
        node.value += chance.choice((1, -1))
    else:
        node.value = node.value * chance.choice((0.9, 1.1)) or 0.1
    return True


def _return_nothing(node: Any, chance: random.Random) -> bool:
    if isinstance(node.value, ast.Constant) and node.value.value in (None, False, True, "", 0):
        return False
    node.value = ast.Constant(None)
    return True


def _drops(elements: list[ast.expr]) -> Iterator[Change]:
    plain = ast.Constant | ast.Tuple | ast.Starred | ast.Name | ast.List | ast.Attribute
    if len(elements) > 1 and all(isinstance(element, plain) for element in elements):
        yield from (partial(_drop_element, at) for at in range(len(elements)))


def _drop_element(at: int, node: Any, chance: random.Random) -> bool:
    if isinstance(node, ast.Dict):
        del node.keys[at], node.values[at]
    else:
        del node.elts[at]
    return True


def _lists_of_words(tree: ast.Module) -> set[ast.AST]:
    """Texts in statements that split one into words."""
    found: set[ast.AST] = set()
    for statement in tree.body:
        calls = (node.func for node in ast.walk(statement) if isinstance(node, ast.Call))
        names = {getattr(func, "attr", getattr(func, "id", "")) for func in calls}
        if isinstance(statement, ast.Assign | ast.AugAssign) and names & _SPLITTERS:
            found |= {node for node in ast.walk(statement) if isinstance(node, ast.Constant)}
    return found


def _shorter(node: ast.AST, lists: set[ast.AST]) -> Iterator[Change]:
    match node:
        case ast.Constant(value=str(text)) if node in lists and len(text.split()) > 1:
            yield from (partial(_drop_word, at) for at in range(len(text.split())))


def _drop_word(at: int, node: Any, chance: random.Random) -> bool:
    words = node.value.split()
    del words[at]
    node.value = " ".join(words)
    return True


def _drop_alternative(bar: int, node: Any, chance: random.Random) -> bool:
    """Leave out the alternative of a regular expression that follows a bar."""
    text: str = node.value
    end, depth = bar + 1, 0
    while end < len(text) and (depth or text[end] not in "|)"):
        depth += {"(": 1, ")": -1}.get(text[end], 0) if text[end - 1] != "\\" else 0
        end += 1
    node.value = text[:bar] + text[end:]
    return True


def _leave_out(node: Any, chance: random.Random) -> bool:
    if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Call | ast.Await):
        return False
    # A node cannot be exchanged without its parent; a statement that does nothing replaces it.
    node.__class__ = ast.Pass
    return True
