"""The playbooks that ship: everything they say can be said, and callers' words lead somewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from voice_agent.core.turn import Section
from voice_agent.knowledge.index import Knowledge
from voice_agent.knowledge.sections import split_sections
from voice_agent.playbook import IntentSpec, Playbook, load_playbook
from voice_agent.playbook.phrases import MARKED, unmarked

PIPELINES = Path(__file__).parents[2] / "pipelines"
NAMES = ("bank", "barista")
GAP = re.compile(r"\{(\w+)\}")

KNOWLEDGE_FILE = {
    ("bank", "direct_deposit_info"): "direct_deposit",
    ("bank", "open_account"): "open_account",
    ("bank", "wire_transfer_info"): "wires",
    ("bank", "mobile_deposit_info"): "mobile_deposit",
    ("bank", "fees_info"): "fees",
    ("bank", "overdraft_info"): "overdraft",
    ("bank", "interest_rates"): "interest_rates",
    ("bank", "atm_limits"): "limits",
    ("bank", "foreign_travel"): "travel",
    ("bank", "opening_hours"): "hours",
    ("bank", "branch_location"): "branches",
    ("bank", "online_banking_help"): "online_banking",
    ("barista", "menu"): "menu",
    ("barista", "price"): "prices",
    ("barista", "opening_hours"): "hours",
    ("barista", "allergy_info"): "allergies",
}


@pytest.fixture(scope="module", params=NAMES)
def playbook(request: pytest.FixtureRequest) -> Playbook:
    return load_playbook(PIPELINES / request.param)


@pytest.fixture(scope="module")
def bank() -> Playbook:
    return load_playbook(PIPELINES / "bank")


@pytest.fixture(scope="module")
def barista() -> Playbook:
    return load_playbook(PIPELINES / "barista")


def plain(phrase: str) -> str:
    """A phrase without marks, compared as a recogniser would write it."""
    return re.sub(r"[^\w\s{}']", "", unmarked(phrase)).lower().strip()


def spoken(playbook: Playbook, phrase: str) -> str:
    """A phrase with the first value of a list in each gap."""

    def fill(match: re.Match[str]) -> str:
        return next(iter(playbook.entities[match[1]].values), "two hundred")

    return GAP.sub(fill, unmarked(phrase))


def sentences(playbook: Playbook) -> Iterator[str]:
    """Everything the playbook itself says."""
    for value in playbook.says.model_dump().values():
        yield from filter(None, [value] if isinstance(value, str) else value)
    if playbook.verify is not None:
        for credential in playbook.verify.ask.values():
            yield from filter(None, (credential.ask, *credential.again, credential.why))
    for intent in playbook.intents.values():
        yield from (detail.ask for detail in intent.details.values() if detail.ask)
        yield from (text for text in (intent.confirm, intent.answer) if text)


def knowledge(playbook: Playbook) -> dict[str, Section]:
    return {
        section.heading: section
        for path in sorted(playbook.knowledge.glob("*.md"))
        for section in split_sections(path.stem, path.read_text(encoding="utf-8"))
    }


def always_known(intent: IntentSpec) -> set[str]:
    """Details that have a value by the time the answer is given."""
    return {n for n, d in intent.details.items() if d.ask or d.default is not None}


def test_every_intent_has_phrases(playbook: Playbook) -> None:
    few = {name: len(playbook.phrases.get(name, [])) for name in playbook.intents}
    assert {name: n for name, n in few.items() if n < 20} == {}


def test_no_phrase_stands_twice(playbook: Playbook) -> None:
    counts = Counter(plain(phrase) for phrases in playbook.phrases.values() for phrase in phrases)
    assert {phrase for phrase, n in counts.items() if n > 1} == set()


def test_marks_and_gaps_name_entities(playbook: Playbook) -> None:
    used = {
        name
        for phrases in playbook.phrases.values()
        for phrase in phrases
        for name in [m[1] for m in MARKED.findall(phrase)] + GAP.findall(phrase)
    }
    assert used <= set(playbook.entities)
    assert used


def test_marked_words_are_values_of_a_list(playbook: Playbook) -> None:
    unknown = []
    for phrases in playbook.phrases.values():
        for words, name in (m for phrase in phrases for m in MARKED.findall(phrase)):
            spec = playbook.entities[name]
            if spec.kind != "list":
                continue
            forms = {form.lower() for v, more in spec.values.items() for form in (v, *more)}
            bare = [words.lower()]
            bare += [bare[0].removeprefix(f"{modifier} ") for modifier in spec.modifiers]
            if not forms.intersection(bare):
                unknown.append((words, name))
    assert unknown == []


def test_a_list_says_no_word_for_two_values(playbook: Playbook) -> None:
    for name, spec in playbook.entities.items():
        forms = Counter(form.lower() for v, more in spec.values.items() for form in (v, *more))
        assert [form for form, n in forms.items() if n > 1] == [], name


def test_phrases_are_not_left_without_the_details_they_need(playbook: Playbook) -> None:
    for name, intent in playbook.intents.items():
        asked = {intent.entity_of(n) for n, d in intent.details.items() if d.ask}
        shown = {
            entity
            for phrase in playbook.phrases[name]
            for entity in [m[1] for m in MARKED.findall(phrase)] + GAP.findall(phrase)
        }
        assert asked <= shown, name


def test_every_placeholder_can_be_filled(playbook: Playbook) -> None:
    for name, intent in playbook.intents.items():
        known = always_known(intent) | ({"details"} if intent.details else set()) | {"last_reply"}
        assert set(GAP.findall(intent.confirm or "")) <= known, f"{name}.confirm"
        if intent.action:
            known |= set(playbook.actions[intent.action].returns)
        assert set(GAP.findall(intent.answer or "")) <= known, f"{name}.answer"


def test_fixed_results_have_an_entry_for_every_value(playbook: Playbook) -> None:
    for name, action in playbook.actions.items():
        if playbook.verify and name == playbook.verify.action:
            continue
        users = [i for i in playbook.intents.values() if i.action == name]
        assert users, f"no intent runs {name}"
        if action.by is None:
            assert not any(isinstance(v, dict) for v in action.returns.values()), name
            continue
        for intent in users:
            values = set(playbook.entities[intent.entity_of(action.by)].values)
            tables = [t for t in action.returns.values() if isinstance(t, dict)]
            assert tables, name
            assert all(set(table) == values for table in tables), name


def test_defaults_are_values(playbook: Playbook) -> None:
    for name, intent in playbook.intents.items():
        for detail, spec in intent.details.items():
            entity = playbook.entities[intent.entity_of(detail)]
            if spec.default is not None and entity.kind == "list":
                assert spec.default in entity.values, f"{name}.{detail}"


def test_sentences_read_well_aloud(playbook: Playbook) -> None:
    for text in [*sentences(playbook), *(s.text for s in knowledge(playbook).values())]:
        bare = GAP.sub("x", text)
        assert not re.search(r"[$%&*#/<>\[\]_|:;()]|\d|\be\.g\b", bare), text
        assert bare[-1] in ".?!" or text == "{last_reply}", text
        assert len(bare.split()) <= 50, text


def test_apologies_vary(playbook: Playbook) -> None:
    for variants in (playbook.says.not_understood, playbook.says.not_heard):
        assert len(set(variants)) >= 3


def test_retrieved_intents_have_knowledge(playbook: Playbook) -> None:
    index = Knowledge.load(playbook.knowledge, playbook.lang)
    for name, intent in playbook.intents.items():
        if intent.route != "retrieve":
            continue
        expected = KNOWLEDGE_FILE[playbook.folder.name, name]
        hits = [index.best(spoken(playbook, p), name) for p in playbook.phrases[name]]
        right = sum(hit is not None and hit.section.file == expected for hit in hits)
        assert right / len(hits) >= 0.85, name


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What fee do you charge for using another bank's cash machine?", "fifty cents"),
        ("how much is an overdraft fee", "overdraft fee is twenty five dollars"),
        ("what is the interest rate on savings", "three point six percent"),
        ("are you open on Saturday", "from nine to one"),
        ("how much is a wire transfer", "twenty five dollars"),
        ("how much can I take out at an ATM", "eight hundred dollars"),
        ("I forgot my password", "forgot password"),
        ("raise my credit limit", "ask for a higher credit limit"),
        ("when is my credit card payment due", "twenty five days"),
        ("I need an invoice for the bank fees", "serves as the invoice"),
        ("how do I redeem my points", "A hundred points"),
        ("is there a tracking number for my card", "without a tracking number"),
    ],
)
def test_bank_knowledge_answers(bank: Playbook, question: str, words: str) -> None:
    hit = Knowledge.load(bank.knowledge, bank.lang).best(question)
    assert hit is not None
    assert words in hit.section.text
    assert hit.share >= bank.policy.min_retrieval_score


def test_noise_is_not_answered_from_knowledge(playbook: Playbook) -> None:
    index = Knowledge.load(playbook.knowledge, playbook.lang)
    others = playbook.phrases["out_of_scope"]
    hits = [index.best(sentence) for sentence in others]
    least = playbook.policy.min_retrieval_score
    taken = [h for h in hits if h is not None and h.matched > 1 and h.share >= least]
    assert len(taken) / len(others) <= 0.05


def test_bank_covers_a_support_line(bank: Playbook) -> None:
    assert len(bank.intents) >= 28
    assert len(bank.phrases["out_of_scope"]) >= 120
    routes = {intent.route for intent in bank.intents.values()}
    assert routes == {"answer", "retrieve", "llm", "human"}
    assert bank.intents["transfer_money"].confirm
    assert {n for n, i in bank.intents.items() if i.route == "human"} == {
        "report_fraud", "close_account", "speak_to_human", "complaint",
    }  # fmt: skip
    assert len(bank.vocabulary) <= 60


def test_barista_takes_orders_without_confirmation(barista: Playbook) -> None:
    order = barista.intents["orderDrink"]
    assert [n for n, d in order.details.items() if d.ask] == ["coffeeDrink"]
    assert order.confirm is None
    assert "{details}" in (order.answer or "")
    assert len(barista.phrases["orderDrink"]) >= 80
    assert len(barista.phrases["out_of_scope"]) >= 60
    assert set(barista.entities["numberOfShots"].values) == {
        "single shot", "double shot", "triple shot",
    }  # fmt: skip
