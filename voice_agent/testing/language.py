"""The contract of a language, as a list of checks.

``voice_agent.testing.language.check(load("xx"))`` runs them; no test framework is needed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, get_args

from voice_agent.gate.languages import foreign_to
from voice_agent.language import Confirmation, EntitySpec, Language, Span, Vague
from voice_agent.language.specs import EntityKind
from voice_agent.testing.kit import BrokenContractError, expect
from voice_agent.testing.report import Check, Report

_TODAY = date(2026, 11, 22)
_LIST = {"values": {"Alpha": ["first letter"], "Omega": []}, "modifiers": ["some"]}
_SPECS = {
    kind: EntitySpec.model_validate({"kind": kind, **(_LIST if kind == "list" else {})})
    for kind in get_args(EntityKind)
}
_ODD = (
    "",
    "   ",
    ".",
    "?!",
    "x",
    "a e i o u",
    "Alpha, some Omega and Alpha again",
    "4 4 7 7",
    "12:30 on 2026-11-27, 20 or 3.5 or 1,250.75",
    "jo.smith@gmail.com +14155552671",
    "naïve Łódź 大小は 👍 \u0000 \ufeff ’",
    "' \" ( [ { < %s {0} \\b",
    "word " * 60,
    "1 " * 60,
)
_HUGE = "so 4 4 7 7, 12:30; jo at home - 3.5 and some Omega. " * 20
_HUGE_S = 1.0
_WRITTEN = "# Fees\n\n- **Gold** [card](https://a.example)\n- `Basic`\n"
_ACTS = ("inform", "affirm", "deny", "repeat")

_Step = Callable[[Language], None]


def check(language: Language, *, only: str = "") -> Report:
    """Hold a language to its contract.

    Args:
        language: What ``voice_agent.language.load`` returns.
        only: Run only the checks whose description contains this.
    """
    checks = []
    for what, step in _STEPS:
        if only not in what:
            continue
        started, problem = time.monotonic(), ""
        try:
            step(language)
        except BrokenContractError as error:
            problem = str(error)
        except Exception as error:  # noqa: BLE001 - whatever a language does is a finding
            problem = f"raises {type(error).__name__}: {error}".partition("\n")[0]
        checks.append(Check(what, problem, 1000 * (time.monotonic() - started)))
    return Report("language", str(getattr(language, "code", language)), checks)


def _code(language: Language) -> None:
    code = language.code
    expect(isinstance(code, str) and len(code) == 2 and code.islower(), f"has the code {code!r}")


def _prepares(language: Language) -> None:
    language.prepare(_SPECS)
    language.prepare({})


def _extracts(language: Language) -> None:
    for text in _ODD:
        _extracted(language, text, ())
        _extracted(language, text, (), alternatives=("", "Alpha 4 4 7 7"))


def _extracted(
    language: Language, text: str, spans: Sequence[Span], *, alternatives: Sequence[str] = ()
) -> None:
    found = language.extract(_SPECS, text, spans, today=_TODAY, alternatives=alternatives)
    end = 0
    for one in found:
        expect(one.type in _SPECS, f"finds a {one.type!r} in {text[:60]!r}, which is no entity")
        expect(
            text[one.start : one.end] == one.text and one.start < one.end,
            f"finds {one.text!r} at {one.start} to {one.end} of {text[:60]!r}: not that text",
        )
        expect(one.start >= end, f"finds overlapping or unsorted entities in {text[:60]!r}")
        _json(one.value)
        end = one.end


def _spans(language: Language) -> None:
    text = "Alpha to jo"
    for span in (
        Span("no entity", 0, 5),
        Span("list", 0, 0),
        Span("name", 50, 60),
        Span("money", 9, 11),
    ):
        _extracted(language, text, (span,), alternatives=("", text))
    _extracted(language, text, tuple(Span(kind, 0, len(text)) for kind in _SPECS))
    (alpha,) = language.extract({"list": _SPECS["list"]}, text, (), today=_TODAY) or (None,)
    expect(alpha is not None and alpha.value == "Alpha", "does not find 'Alpha' of a list")


def _reads(language: Language) -> None:
    for spec in _SPECS.values():
        for text in _ODD:
            _json(language.normalise(spec, text, today=_TODAY))
            _json(language.choose(spec, (text, "x"), today=_TODAY, earlier=((text,),)))
        expect(
            language.normalise(spec, "", today=_TODAY) is None,
            f"reads a {spec.kind} in an empty text",
        )
        expect(
            language.choose(spec, (), today=_TODAY) is None,
            f"chooses a {spec.kind} without a hypothesis",
        )


def _says(language: Language) -> None:
    values: dict[str, Any] = {
        "list": "Omega",
        "date": (_TODAY + timedelta(5)).isoformat(),
        "time": "15:30",
        "number": 20,
        "digits": "4477",
    }
    for kind, value in values.items():
        said = language.say(_SPECS[kind], value, today=_TODAY)
        expect(isinstance(said, str) and bool(said.strip()), f"says {said!r} for {kind} {value!r}")
        read = language.normalise(_SPECS[kind], said, today=_TODAY)
        expect(
            read in (None, value),
            f"says {said!r} for {kind} {value!r} and reads {read!r} in it",
        )
    for spec in _SPECS.values():
        said = language.say(spec, "as soon as possible", today=_TODAY)
        expect(isinstance(said, str), f"says a {spec.kind} as {type(said).__name__}; expected str")


def _doubts(language: Language) -> None:
    for spec in _SPECS.values():
        for text in (*_ODD, "Omega", "4 4 7 7"):
            value = language.normalise(spec, text, today=_TODAY)
            found = language.readings(spec, text, today=_TODAY)
            _json(list(found))
            first = found[0] if found else None
            expect(
                first == value,
                f"reads {first!r} first in {text[:60]!r}, and as its value {value!r}",
            )
            hint = language.vague(spec, text, today=_TODAY)
            expect(
                hint is None or (isinstance(hint, Vague) and bool(hint.text)),
                f"vague gives {hint!r} for {text[:60]!r}; expected a Vague with a text, or None",
            )


def _joins(language: Language) -> None:
    four = EntitySpec(kind="digits", min_length=4, max_length=4)
    for parts, value, lacking in (
        (["4 4", "7 7"], "4477", 0),
        (["4 4"], None, 2),
        ([], None, None),
    ):
        joined, missing = language.join(four, parts, today=_TODAY), language.missing(four, parts)
        expect(joined == value, f"joins {parts} to {joined!r}; expected {value!r}")
        expect(missing == lacking, f"misses {missing!r} digits of {parts}; expected {lacking!r}")
    for spec in _SPECS.values():
        for text in _ODD:
            _json(language.join(spec, (text, text), today=_TODAY))
            language.missing(spec, (text,))


def _picks(language: Language) -> None:
    values = ["Omega", "Alpha"]
    for text in (*_ODD, *values):
        found = language.pick(values, (text, "x"))
        expect(
            [*found] == [value for value in values if value in found],
            f"picks {found!r} of {values} in {text[:60]!r}",
        )
    expect([*language.pick(values, ("Alpha",))] == ["Alpha"], "does not pick 'Alpha'")
    expect(not language.pick([], ("Alpha",)), "picks something of nothing")
    for text in _ODD:
        both = language.both({value: [] for value in values}, text)
        expect(both is None or sorted(both) == sorted(values), f"takes {text!r} for {both!r}")
        expect(language.both({}, text) is None, f"takes {text!r} for two of nothing")


def _confirms(language: Language) -> None:
    for text in _ODD:
        for act in _ACTS:
            for calls_off in (False, True):
                said = language.confirmation(text, act, calls_off=calls_off, question=text)
                expect(
                    said in get_args(Confirmation),
                    f"confirmation gives {said!r}; expected {', '.join(get_args(Confirmation))}",
                )
    for text in ("", "x"):
        expect(language.confirmation(text, "inform") == "unclear", f"takes {text!r} for an answer")
        expect(language.confirmation(text, "deny") != "yes", "takes a denial for a yes")


def _tells(language: Language) -> None:
    for text in _ODD:
        refers = language.refers_back(text)
        expect(refers in ("asks", "may_ask", "no"), f"refers_back gives {refers!r}")
        expect(language.shift(text) is None, f"takes {text!r} for a move of a day or a time")
        answers = {
            "calls_off": language.calls_off(text),
            "wants_to_leave": language.wants_to_leave(text),
            "replaces_task": language.replaces_task(text),
            "recurs": language.recurs(text),
            "speaks_of_it": language.speaks_of_it(text),
            "asks": language.asks(text),
            "is_broken_off": language.is_broken_off(text),
            "opens_question": language.opens_question(text.lower()),
            **{f"is_spelled, {kind}": language.is_spelled(s, text) for kind, s in _SPECS.items()},
        }
        for name, said in answers.items():
            expect(isinstance(said, bool), f"{name} gives {said!r}; expected bool")


def _lists(language: Language) -> None:
    for items in ([], ["tea"], ["tea", "milk"], ["tea", "milk", "ice"]):
        said = language.listing(items)
        places = [said.find(item) for item in items]
        expect(
            -1 not in places and places == sorted(places) and (said == "") == (not items),
            f"lists {items} as {said!r}",
        )


def _speaks(language: Language) -> None:
    for text in (*_texts(language), *_ODD, _WRITTEN):
        said = language.speakable(text)
        expect(isinstance(said, str), f"speaks {text[:60]!r} as {said!r}; expected text")
        expect(language.speakable(said) == said, f"speaks {said[:60]!r}, its own words, otherwise")
    for text in (one for one in _texts(language) if "{" not in one):
        said = language.speakable(text)
        expect(said == text, f"speaks its own sentence {text!r} as {said!r}")
    said = language.speakable(_WRITTEN)
    expect(not set(said) & set("*#`[]"), f"speaks the markup of {_WRITTEN!r}")
    expect(language.speakable("") == "", "speaks where there is nothing to say")


def _cuts(language: Language) -> None:
    sentences = [*_texts(language), *_ODD, _HUGE]
    for text in sentences:
        clauses = language.split_clauses(text)
        expect(
            " ".join(clauses) == " ".join(text.split()) and all(map(str.strip, clauses)),
            f"cuts {text[:60]!r} into clauses that do not join to it",
        )


def _searches(language: Language) -> None:
    for text in _ODD:
        terms = language.terms(text)
        expect(
            isinstance(terms, list) and all(isinstance(one, str) and one for one in terms),
            f"terms gives {terms!r} for {text[:60]!r}; expected a list of words",
        )
        expect(language.terms(text.upper()) == language.terms(text.lower()), "terms minds the case")
        found = language.particulars(text)
        expect(
            all(isinstance(one, str) for one in found.ruled_out)
            and all(isinstance(one, int) for one in found.numbers),
            f"particulars gives {found!r} for {text[:60]!r}; expected terms and whole numbers",
        )
        parts = language.questions(text)
        expect(
            bool(parts) and (len(parts) > 1 or parts == [text]),
            f"questions gives {parts!r} for {text[:60]!r}; expected the text, or several questions",
        )


def _stops(language: Language) -> None:
    for text in (*_texts(language), *_ODD):
        found = language.unwanted(text)
        expect(found is None, f"stops the harmless {text[:60]!r}: {found!r}")


def _speaks_itself(language: Language) -> None:
    for text in _texts(language):
        other = foreign_to(language.code, text)
        expect(other is None, f"{text!r} is taken for {other!r}")


def _redacts(language: Language) -> None:
    def redact(text: str) -> str:
        for redaction in language.redactions:
            expect(
                redaction.label.startswith("[") and redaction.label.endswith("]"),
                f"has the label {redaction.label!r}; expected brackets",
            )
            text = redaction.replace(text)
        return text

    for text in _ODD:
        expect(redact(redact(text)) == redact(text), f"redacts a label again in {text[:60]!r}")
    for secret in ("4929 1234 5678 9012", "jo.smith@mail.example"):
        expect(secret not in redact(f"x {secret} x"), f"does not redact {secret!r}")


def _recognises(language: Language) -> None:
    for text in _ODD:
        words = language.words(text)
        expect(
            all(word and word == word.lower() and not word.isspace() for word in words),
            f"words gives {words[:5]!r}; expected words in lower case",
        )
        expect(isinstance(language.repair(text), str), "repair gives no text")
    told = language.recogniser
    for text in (*told.hallucinations, *told.digit_words):
        expect(" ".join(language.words(text)) == text, f"{text!r} is not written as words are")
    meanings = {language.confirmation(text, "inform") for text in told.short_answers}
    expect(
        not meanings or {"yes", "no"} <= meanings,
        f"short_answers mean {sorted(meanings)}; expected a yes and a no among them",
    )


def _amends(language: Language) -> None:
    for kind, spec in _SPECS.items():
        for text in _ODD:
            found = language.amended(spec, "", text)
            expect(found is None, f"amended gives {found!r} for no {kind}")


def _spells(language: Language) -> None:
    for letters in (*_ODD, "smith"):
        odds = language.spelling_odds(letters)
        expect(isinstance(odds, float), f"spelling_odds gives {odds!r}; expected a number")
        names = language.similar_names(letters)
        expect(all(isinstance(one, str) for one in names), f"similar_names gives {names!r}")
    expect(language.letter_question("Smith", "Jones") == "", "asks about one letter of many")
    asked = language.letter_question("Smith", "Fmith")
    expect(isinstance(asked, str), f"letter_question gives {asked!r}; expected a text")
    for text in (*_ODD, "Smith"):
        asked = language.unspelled(text, "")
        expect(asked == "", f"unspelled gives {asked!r} where no letters were asked for")
        meant = language.letter_answer(text, "Smith", "Fmith")
        expect(meant in (None, "Smith", "Fmith"), f"letter_answer gives {meant!r}")


def _told(language: Language) -> None:
    for name, said in asdict(language.sentences).items():
        for one in said if isinstance(said, tuple) else (said,):
            expect(isinstance(one, str) and bool(one.strip()), f"has no sentence '{name}'")
    for template in (language.llm.knowledge, language.llm.details):
        expect("{text}" in template, f"{template!r} has no '{{text}}' to fill in")
    expect(bool(language.llm.rules.strip()), "tells the LLM no rules")
    told = language.llm.proposals.format(tasks="send (amount)")
    expect("send (amount)" in told and "{" in told, "does not tell the LLM how to propose a task")
    expect("[" in language.llm.placeholders, "does not tell the LLM of placeholders")


def _waits(language: Language) -> None:
    for text in _ODD:
        said = language.without_hello(text)
        expect(text.startswith(said), f"without_hello gives {said!r} for {text[:60]!r}")


def _bounded(language: Language) -> None:
    works: dict[str, Callable[[], object]] = {
        "extract": lambda: language.extract(_SPECS, _HUGE, (), today=_TODAY),
        "unwanted": lambda: language.unwanted(_HUGE),
        "confirmation": lambda: language.confirmation(_HUGE, "inform"),
        "terms": lambda: language.terms(_HUGE),
        "particulars": lambda: language.particulars(_HUGE),
        "speakable": lambda: language.speakable(_HUGE),
        "questions": lambda: language.questions(_HUGE),
    }
    for name, work in works.items():
        began = time.thread_time()
        work()
        took_s = time.thread_time() - began
        expect(took_s < _HUGE_S, f"{name} takes {took_s:.1f} s for {len(_HUGE)} characters")


def _threads(language: Language) -> None:
    def found(text: str) -> object:
        return language.extract(_SPECS, text, (), today=_TODAY)

    texts = [*_ODD] * 2
    alone = [found(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        expect([*pool.map(found, texts)] == alone, "finds other entities from several threads")


def _json(value: Any) -> None:
    try:
        json.dumps(value)
    except (TypeError, ValueError) as error:
        raise BrokenContractError(f"has a value that JSON does not know: {error}") from None


def _texts(language: Language) -> list[str]:
    said = asdict(language.sentences).values()
    return [one for text in said for one in (text if isinstance(text, tuple) else (text,))]


_STEPS: Sequence[tuple[str, _Step]] = (
    ("has an ISO 639-1 code", _code),
    ("prepares entities of every kind", _prepares),
    ("finds entities in order, each where its text is", _extracts),
    ("leaves out spans without a value", _spans),
    ("reads values that JSON knows, and none in an empty text", _reads),
    ("reads what it says as the same value, or as none", _says),
    ("gives the value first among its readings", _doubts),
    ("changes a part of a value, or nothing", _amends),
    ("asks about one letter of a name, and of one only", _spells),
    ("joins the pieces of a number", _joins),
    ("picks among given values", _picks),
    ("takes nothing but an answer for a yes or a no", _confirms),
    ("tells what a text is, whatever the text", _tells),
    ("lists items in their order", _lists),
    ("speaks without markup, and its own words as they are", _speaks),
    ("cuts text into clauses that join to it", _cuts),
    ("gives the terms of a question", _searches),
    ("does not stop harmless text", _stops),
    ("is not taken for another language", _speaks_itself),
    ("redacts numbers and addresses, once", _redacts),
    ("writes words as its recogniser's lists do", _recognises),
    ("leaves a hello out at the end only", _waits),
    ("has the sentences of the agent and of the LLM", _told),
    ("takes long text in time", _bounded),
    ("serves several threads", _threads),
)
