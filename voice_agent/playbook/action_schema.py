"""The shape of a playbook's ``actions``: what the agent may do, and what comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from voice_agent.core.strict import Strict
from voice_agent.playbook.protection import LimitSpec

ResultKind = Literal[
    "text", "money", "date", "time", "number", "digits", "phone", "email", "postcode", "flag"
]
SAFE_METHODS = frozenset({"GET", "HEAD"})
"""Methods that only read: whatever goes wrong, nothing has changed."""
CALL_GAPS = ("call.id", "call.turn", "call.task", "call.action", "call.key", "caller.number")
"""Names that fill a request besides the details; ``details`` are all of them."""
GAP = re.compile(r"(?<!\$)\{(\w+(?:\.\w+)*)\}")
"""A gap of a request: ``{amount}``, ``{amount.currency}``, ``{call.key}``; not ``${NAME}``."""
_WORD_GAP = re.compile(r"\{(\w+)\}")
_VARIABLE = re.compile(r"\$\{[^}]*\}")
_BEGINS = re.compile(r"(https?://|x)([^/?#\s]*)([/?].*)?")


class FieldSpec(Strict):
    """One value of an answer, and how it is said.

    Attributes:
        kind: How it is read, checked and said: ``2413.7`` as ``money`` is an amount. ``flag`` is
            true or false and cannot be said.
        path: Where it is in the answer: names and positions with dots between them
            (``account.balances.0``); ``.`` is the whole answer. By default its own name.
        currency: For ``money``: the ISO 4217 code if the answer names none.
        minor: For ``money``: true if the amount is in cents.
    """

    kind: ResultKind = "text"
    path: str | None = None
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    minor: bool = False

    @model_validator(mode="before")
    @classmethod
    def _from_kind(cls, value: Any) -> Any:
        return {"kind": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _money_keys_fit(self) -> FieldSpec:
        given = sorted(self.model_fields_set & {"currency", "minor"})
        if given and self.kind != "money":
            raise ValueError(f"'{given[0]}' is for kind 'money', not '{self.kind}'")
        return self


class ResultSpec(FieldSpec):
    """A result of an action. The kind alone may be written instead: ``balance: money``.

    Attributes:
        say: For an object, or a list of objects: a sentence part for each, such as
            ``"{amount} at {shop}"``. The parts of a list are joined ("a, b and c").
        fields: What fills ``say``.
        empty: What is said if the answer does not have it, or has an empty list. Without it,
            that is an error and nothing is said of the answer.
    """

    say: str | None = None
    fields: dict[str, FieldSpec] = Field(default_factory=dict)
    empty: str | None = None

    @model_validator(mode="after")
    def _gaps_are_filled(self) -> ResultSpec:
        if self.fields and self.say is None:
            raise ValueError("'fields' fill the gaps of 'say'; write one, or leave them out")
        if self.say is not None and "kind" in self.model_fields_set:
            raise ValueError("a result has 'kind' or 'say', not both; 'fields' have kinds")
        for gap in _WORD_GAP.findall(self.say or ""):
            if gap not in self.fields:
                known = ", ".join(sorted(self.fields)) or "none"
                raise ValueError(f"say: nothing fills '{{{gap}}}'; known fields: {known}")
            if self.fields[gap].kind == "flag":
                raise ValueError(f"say: '{{{gap}}}' is a flag, which cannot be said")
        return self

    @property
    def can_be_said(self) -> bool:
        """True if an answer may name it."""
        return self.kind != "flag"


class HttpSpec(Strict):
    """A request, in which details and the call fill the gaps.

    ``{amount}`` is a detail, ``{amount.currency}`` a part of one, ``{details}`` all of them;
    ``{call.id}``, ``{call.key}``, ``{call.turn}``, ``{call.task}``, ``{call.action}`` and
    ``{caller.number}`` are of the call. ``${NAME}`` is an environment variable.

    Attributes:
        method: ``GET`` and ``HEAD`` only read; nothing has changed if they fail.
        url: Where to. Gaps may be in the path and the query, and are escaped.
        headers: Further headers. They have no gaps.
        body: Sent as JSON. A text that is one gap alone becomes the value with its type; a key
            whose detail is not known is left out.
        key_header: Header that carries the idempotency key of what is not read only.
    """

    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    url: str
    headers: dict[str, str] = Field(default_factory=dict)
    body: Any = None
    key_header: str = "Idempotency-Key"

    @property
    def is_safe(self) -> bool:
        """True if it only reads."""
        return self.method in SAFE_METHODS

    @property
    def gaps(self) -> list[tuple[str, str]]:
        """Every gap with the key that it is written in."""
        in_url = [("url", gap) for gap in GAP.findall(self.url)]
        return in_url + [("body", gap) for text in _texts(self.body) for gap in GAP.findall(text)]

    @model_validator(mode="after")
    def _request_fits(self) -> HttpSpec:
        problem = _url_problem(self.url)
        if problem:
            raise ValueError(f"url: {problem}")
        if self.body is not None and self.is_safe:
            raise ValueError(f"body: {self.method} sends none; write the values into the url")
        for name, value in self.headers.items():
            if GAP.search(value):
                raise ValueError(f"headers.{name}: a header has no gaps; ${{NAME}} is filled in")
        return self


class ActionSpec(Strict):
    """Something the agent may do: fixed data, a request, a function, or a kind from a package.

    Attributes:
        returns: Fixed results. If a result is a table, the detail in ``by`` selects its entry.
        by: Detail whose value selects the entry in ``returns``; the entry ``default`` serves all
            other values.
        http: A request over HTTP.
        webhook: Short form of ``http``: URL that gets ``{"action", "call_id", "details"}`` as JSON
            by POST and answers with a JSON object. ``${NAME}`` becomes an environment variable.
        python: ``package.module:function``, or ``file.py:function`` in the playbook's folder.
        kind: Name that an installed package has registered in ``voice_agent.actions``.
        args: Arguments of that kind.
        results: What comes of it, by name, each with its kind; whatever else an answer has is
            dropped. Without it, all fields of the answer are results and are said as they are.
        lookup: Action that tells whether this one was done, when no answer came. It is asked
            before the same is done again: results mean done, a field ``done`` that is false or
            status 404 means not done. Without ``results``, its answer is read as this one's.
        speculate: True if it only reads and may be asked for nothing: it runs while the caller may
            still go on, to have the answer ready.
        timeout_ms: Deadline. The caller is waiting.
        limits: What it may be done for, or how often.
    """

    returns: dict[str, Any] = Field(default_factory=dict)
    by: str | None = None
    http: HttpSpec | None = None
    webhook: str | None = None
    python: str | None = None
    kind: str | None = None
    args: dict[str, Any] = Field(default_factory=dict)
    results: dict[str, ResultSpec] = Field(default_factory=dict)
    lookup: str | None = None
    speculate: bool = False
    timeout_ms: int = Field(default=2000, gt=0)
    limits: list[LimitSpec] = Field(default_factory=list)

    @property
    def is_fixed(self) -> bool:
        """True if ``returns`` is all it does."""
        return not (self.http or self.webhook or self.python or self.kind)

    @property
    def only_reads(self) -> bool:
        """True if it certainly changes nothing."""
        return self.is_fixed or self.speculate or (self.http is not None and self.http.is_safe)

    @property
    def request(self) -> HttpSpec | None:
        """The request that it sends, if it sends one."""
        if self.webhook is None:
            return self.http
        body = {"action": "{call.action}", "call_id": "{call.id}", "details": "{details}"}
        return HttpSpec(method="POST", url=self.webhook, body=body)

    @property
    def fields(self) -> frozenset[str] | None:
        """Names of the results that can be said; ``None`` if they are not known here."""
        if self.is_fixed and not self.results:
            return frozenset(self.returns)
        if not self.results:
            return None
        return frozenset(name for name, spec in self.results.items() if spec.can_be_said)

    @model_validator(mode="after")
    def _one_kind(self) -> ActionSpec:
        given = [key for key in ("http", "webhook", "python", "kind") if getattr(self, key)]
        given += [key for key in ("returns", "by") if getattr(self, key)][:1]
        if len(given) > 1:
            raise ValueError(f"an action has one of {' and '.join(given)}, not both")
        if self.args and not self.kind:
            raise ValueError("'args' are the arguments of a 'kind'; name one, or leave them out")
        if self.speculate and self.http is not None and not self.http.is_safe:
            raise ValueError(f"speculate: {self.http.method} may change something; it is for GET")
        problem = self.webhook is not None and _url_problem(self.webhook)
        if problem:
            raise ValueError(f"webhook: {problem}")
        return self


def check_actions(
    actions: Mapping[str, ActionSpec], details: Mapping[str, Mapping[str, bool]]
) -> tuple[str, str] | None:
    """Return the key and the mistake of the first action that cannot work, or ``None``.

    Args:
        actions: By name.
        details: For each action, the details that all intents that use it have, and whether
            they are sure to be known when it runs.
    """
    asked = dict(details)
    for name, spec in actions.items():
        if spec.lookup is None:
            continue
        if spec.lookup not in actions or spec.lookup == name:
            known = ", ".join(sorted(actions.keys() - {name})) or "none"
            return f"{name}.lookup", f"no other action '{spec.lookup}'; known: {known}"
        problem = _lookup_problem(actions, name)
        if problem:
            return f"{name}.lookup", problem
        if name in asked:
            asked[spec.lookup] = shared(asked.get(spec.lookup), asked[name])
    for name, spec in actions.items():
        if name in asked and spec.request is not None:
            prefix = "http." if spec.http else ""
            for key, gap in spec.request.gaps:
                mistake = _gap_problem(key, gap, asked[name])
                if mistake:
                    return f"{name}.{prefix}{key if prefix else 'webhook'}", mistake
    return None


def lookup_results(actions: Mapping[str, ActionSpec], name: str) -> dict[str, ResultSpec]:
    """Return how the answer of an action's lookup is read."""
    own = actions[actions[name].lookup or ""].results
    return own if own.keys() - {"done"} else {**actions[name].results, **own}


def _lookup_problem(actions: Mapping[str, ActionSpec], name: str) -> str | None:
    for field, spec in lookup_results(actions, name).items():
        ours = actions[name].results.get(field)
        if ours is not None and _said_as(ours) != _said_as(spec):
            return f"'{field}' is of another kind in the lookup than here"
    return None


def _said_as(spec: ResultSpec) -> tuple[Any, ...]:
    return spec.kind, spec.say, {name: field.kind for name, field in spec.fields.items()}


def shared(before: Mapping[str, bool] | None, also: Mapping[str, bool]) -> dict[str, bool]:
    """Return the details that both intents have; sure to be known if they are in both."""
    if before is None:
        return dict(also)
    return {name: before[name] and sure for name, sure in also.items() if name in before}


def _gap_problem(key: str, gap: str, details: Mapping[str, bool]) -> str | None:
    root = gap.partition(".")[0]
    if gap in CALL_GAPS or gap == "details":
        return None
    if root not in details:
        known = ", ".join([*sorted(details), "details", *CALL_GAPS])
        return f"nothing fills '{{{gap}}}'; known: {known}"
    if key == "url" and not details[root]:
        return f"'{{{gap}}}' may not be known; give the detail an 'ask' or a 'default'"
    return None


def _url_problem(url: str) -> str | None:
    known = _VARIABLE.sub("x", url)
    gap = GAP.search(known)
    parts = _BEGINS.fullmatch(known if gap is None else known[: gap.start()])
    if parts is not None and parts.group(3) is None and gap is not None:
        return f"'{url}': a gap may be in the path or the query, not in the host"
    if parts is None or parts.group(1, 2) in (("https://", ""), ("http://", "")):
        return f"'{url}' is no URL; expected https://HOST/..., http://HOST/... or ${{NAME}}/..."
    return None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
