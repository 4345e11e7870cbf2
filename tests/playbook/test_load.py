"""Mistakes in a playbook folder: one line that names the file, the key and what is accepted."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from voice_agent.core.errors import ConfigError
from voice_agent.language.specs import EntityKind
from voice_agent.playbook import (
    IntentSpec,
    Playbook,
    load_playbook,
)
from voice_agent.playbook.action_schema import ActionSpec
from voice_agent.playbook.load import read_yaml
from voice_agent.playbook.protection import VerifySpec, pattern_of

SHOP: dict[str, Any] = {
    "name": "Shop",
    "persona": "You sell shoes.",
    "says": {
        "greeting": "Hi.",
        "not_understood": ["Sorry?"],
        "not_heard": ["Pardon?"],
        "llm_fallback": "I cannot work that out.",
        "action_failed": "That failed.",
        "handoff": "One moment.",
        "goodbye": "Bye.",
    },
    "entities": {"size": {"kind": "number"}, "color": {"kind": "list", "values": {"red": []}}},
    "intents": {
        "buy": {
            "details": {"size": {"ask": "Which size?"}},
            "action": "order",
            "answer": "Ordered.",
        },
        "returns": {"route": "retrieve"},
    },
    "actions": {"order": {"returns": {"reference": "one"}}},
    "policy": {"max_clarifications": 1},
}


def write(folder: Path, playbook: dict[str, Any], phrases: str | None = None) -> Path:
    (folder / "playbook.yaml").write_text(yaml.safe_dump(playbook), encoding="utf-8")
    if phrases is not None:
        (folder / "phrases.yaml").write_text(phrases, encoding="utf-8")
    return folder


def changed(path: str, value: Any) -> dict[str, Any]:
    """The shop with one dotted key set to another value."""
    playbook = copy.deepcopy(SHOP)
    *parents, last = path.split(".")
    place = playbook
    for parent in parents:
        place = place[parent]
    place[last] = value
    return playbook


def complaint(folder: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load_playbook(folder)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_reads_playbook_phrases_and_knowledge_folder(tmp_path: Path) -> None:
    folder = write(tmp_path, SHOP, "buy: ['[red](color) shoes']\nout_of_scope: [pizza]\n")
    playbook = load_playbook(folder)
    assert isinstance(playbook, Playbook)
    assert playbook.intents["buy"].details["size"].ask == "Which size?"
    assert playbook.phrases == {"buy": ["[red](color) shoes"], "out_of_scope": ["pizza"]}
    assert playbook.knowledge == folder / "knowledge"
    assert playbook.policy.max_clarifications == 1


def test_phrases_file_may_be_missing(tmp_path: Path) -> None:
    assert load_playbook(write(tmp_path, SHOP)).phrases == {}


def test_missing_playbook_names_the_file(tmp_path: Path) -> None:
    assert complaint(tmp_path) == f"{tmp_path / 'playbook.yaml'}: no such file"


def test_bad_yaml_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "playbook.yaml").write_text("name: Shop\npersona: 'never closed\n")
    message = complaint(tmp_path)
    assert message.startswith(f"{tmp_path / 'playbook.yaml'}: line 3: ")


def test_bad_yaml_in_phrases_names_that_file(tmp_path: Path) -> None:
    message = complaint(write(tmp_path, SHOP, "buy:\n  - [red](color) shoes\n"))
    assert message.startswith(f"{tmp_path / 'phrases.yaml'}: line 2: ")


def test_text_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "playbook.yaml").write_bytes("name: Café".encode("latin-1"))
    assert complaint(tmp_path) == f"{tmp_path / 'playbook.yaml'}: is not UTF-8 text"


@pytest.mark.parametrize(("text", "kind"), [("- a\n- b\n", "list"), ("", "nothing")])
def test_a_file_that_is_no_mapping(tmp_path: Path, text: str, kind: str) -> None:
    (tmp_path / "playbook.yaml").write_text(text)
    assert complaint(tmp_path).endswith(f"expected a mapping of keys, got {kind}")


def test_a_key_that_stands_twice(tmp_path: Path) -> None:
    message = complaint(write(tmp_path, SHOP, "buy: [shoes]\nreturns: [back]\nbuy: [boots]\n"))
    assert message == f"{tmp_path / 'phrases.yaml'}: line 3: duplicate key 'buy'"


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("colour", "persona, says, entities, intents, actions"),
        ("says.hello", "greeting, not_understood"),
        ("entities.size.type", "kind, values, unavailable, no_values, modifiers, min_length"),
        (
            "intents.buy.detials",
            "about, route, details, confirm, confirm_if_unsure, action, settles, undo, answer",
        ),
        ("intents.buy.details.size.question", "entity, ask, again, why, default"),
        ("actions.order.url", "returns, by, http, webhook, python, kind, args, results, lookup"),
        ("policy.min_confidence", "min_intent_confidence, min_transcript_confidence"),
    ],
)
def test_unknown_key_lists_the_known_ones(tmp_path: Path, path: str, known: str) -> None:
    message = complaint(write(tmp_path, changed(path, "x")))
    assert message.startswith(f"{tmp_path / 'playbook.yaml'}: {path}: unknown key; known: ")
    assert known in message


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("intents.buy.route", "robot", "'answer', 'retrieve', 'llm' or 'human'"),
        ("entities.size.kind", "colour", "'list', 'money', 'date'"),
        ("policy.max_clarifications", "often", "valid integer"),
        ("says.not_heard", "Pardon?", "valid list"),
        ("intents.buy.details.size", None, "expected a mapping of keys, got nothing"),
        ("intents.buy", "shoes", "expected a mapping of keys, got str"),
        ("intents", ["buy"], "expected a mapping of keys, got list"),
        ("name", 7, "YAML reads 7 here, not words: put it in quotes"),
    ],
)
def test_wrong_value_says_what_is_accepted(
    tmp_path: Path, path: str, value: Any, expected: str
) -> None:
    message = complaint(write(tmp_path, changed(path, value)))
    assert message.startswith(f"{tmp_path / 'playbook.yaml'}: {path}: ")
    assert expected in message
    assert "Spec" not in message


def test_missing_sentence(tmp_path: Path) -> None:
    playbook = copy.deepcopy(SHOP)
    del playbook["says"]["handoff"]
    assert complaint(write(tmp_path, playbook)).endswith("says.handoff: Field required")


def test_unquoted_yes_in_phrases(tmp_path: Path) -> None:
    message = complaint(write(tmp_path, SHOP, "buy:\n  - shoes\n  - yes\n"))
    expected = "phrases.buy.1: YAML reads True here, not words: put it in quotes"
    assert message == f"{tmp_path / 'phrases.yaml'}: {expected}"


def test_unknown_action(tmp_path: Path) -> None:
    message = complaint(write(tmp_path, changed("intents.buy.action", "ship")))
    assert message.endswith("intents.buy.action: no action 'ship'; known: order")


def test_unknown_entity_by_the_details_own_name(tmp_path: Path) -> None:
    message = complaint(write(tmp_path, changed("intents.buy.details", {"width": {}})))
    assert message.endswith("intents.buy.details.width: no entity 'width'; known: color, size")


def test_unknown_entity_of_a_detail(tmp_path: Path) -> None:
    details = {"width": {"entity": "inches"}}
    message = complaint(write(tmp_path, changed("intents.buy.details", details)))
    assert message.endswith("intents.buy.details.width: no entity 'inches'; known: color, size")


def test_unknown_intent_in_phrases_names_the_phrases_file(tmp_path: Path) -> None:
    message = complaint(write(tmp_path, SHOP, "sell: [take my shoes]\n"))
    expected = "phrases.sell: no such intent; known: out_of_scope, buy, returns"
    assert message == f"{tmp_path / 'phrases.yaml'}: {expected}"


def test_intent_answered_by_the_playbook_needs_an_answer(tmp_path: Path) -> None:
    message = complaint(write(tmp_path, changed("intents.hello", {"about": "Says hello."})))
    assert message.endswith("intents.hello: an intent with route 'answer' needs an 'answer'")


@pytest.mark.parametrize(
    ("entity", "expected"),
    [
        ({"kind": "list"}, "an entity of kind 'list' needs 'values'"),
        ({"kind": "money", "modifiers": ["some"]}, "is for kind 'list', not 'money'"),
    ],
)
def test_list_entities(tmp_path: Path, entity: dict[str, Any], expected: str) -> None:
    message = complaint(write(tmp_path, changed("entities.color", entity)))
    assert "entities.color: " in message
    assert expected in message


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"returns": {"a": 1}, "webhook": "https://a"}, "one of webhook and returns, not both"),
        ({"by": "size", "python": "own:do"}, "an action has one of python and by, not both"),
        ({"python": "own:do", "kind": "ticket"}, "one of python and kind, not both"),
        ({"args": {"a": 1}}, "'args' are the arguments of a 'kind'; name one, or leave them out"),
        ({"timeout_ms": 0}, "timeout_ms: Input should be greater than 0"),
    ],
)
def test_an_action_is_of_one_kind(tmp_path: Path, action: dict[str, Any], expected: str) -> None:
    message = complaint(write(tmp_path, changed("actions.order", action)))
    assert "actions.order" in message
    assert expected in message


@pytest.mark.parametrize("action", [{"webhook": "https://a"}, {"python": "a:b"}, {"kind": "c"}])
def test_what_such_an_action_returns_is_not_known(tmp_path: Path, action: dict[str, Any]) -> None:
    book = changed("actions.order", action)
    book["intents"]["buy"]["answer"] = "Ordered as {reference}."
    assert not load_playbook(write(tmp_path, book)).actions["order"].is_fixed
    book["actions"]["order"] = {"returns": {"price": 1}}
    assert complaint(write(tmp_path, book)).endswith(
        "intents.buy.answer: nothing fills '{reference}'; known: details, last_reply, price, size"
    )


def own_actions(folder: Path, text: str) -> Path:
    file = folder / "actions.yaml"
    file.write_text(text)
    return file


def test_a_file_takes_the_place_of_the_playbooks_actions(tmp_path: Path) -> None:
    folder = write(tmp_path, changed("name", "Corner"))
    text = "actions: {order: {webhook: 'https://b/order'}, more: {returns: {a: b}}}"
    file = own_actions(tmp_path, text)
    book = load_playbook(folder, actions=file)
    assert book.actions["order"].webhook == "https://b/order"
    assert (book.folder / book.actions_file) == file
    assert load_playbook(folder).actions["order"].webhook is None
    assert load_playbook(folder).actions_file == Path("playbook.yaml")


def test_limits_hold_for_what_takes_the_place_of_an_action(tmp_path: Path) -> None:
    limits = [{"most": 2, "per": "call"}]
    folder = write(tmp_path, changed("actions.order", {"returns": {"price": 1}, "limits": limits}))
    for own, most in (("", 2), (", limits: [{most: 9, per: call}]", 9)):
        file = own_actions(tmp_path, f"actions: {{order: {{webhook: 'https://b'{own}}}}}")
        (limit,) = load_playbook(folder, actions=file).actions["order"].limits
        assert limit.most == most
    file = own_actions(tmp_path, "actions: {order: {webhook: 'https://b', limits: []}}")
    assert load_playbook(folder, actions=file).actions["order"].limits == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("actions: {more: {returns: {a: b}}}", "actions.order: missing; .* needs all of them: ord"),
        ("order: {webhook: 'https://b'}", "order: unknown key; the file has one key, 'actions'"),
        ("{}", "actions: missing; the file has one key, 'actions'"),
        ("actions: {order: {webhok: x}}", "actions.order.webhok: unknown key; known: returns"),
        ("actions: {order: {http: {url: 'https://b/{x}'}}}", "actions.order.http.url: nothing fi"),
        ("actions: [order]", "actions: expected a mapping of keys, got list"),
    ],
)
def test_a_mistake_in_that_file_names_it(tmp_path: Path, text: str, says: str) -> None:
    folder = write(tmp_path, changed("name", "Corner"))
    file = own_actions(tmp_path, text)
    with pytest.raises(ConfigError, match=f"^{file}: {says}"):
        load_playbook(folder, actions=file)


def guide() -> str:
    page = Path(__file__).parents[2] / "docs" / "howto" / "playbook.md"
    return page.read_text(encoding="utf-8")


def test_example_of_the_guide_loads(tmp_path: Path) -> None:
    playbook, phrases, *_ = re.findall(r"```yaml\n(.*?)```", guide(), re.DOTALL)
    (tmp_path / "playbook.yaml").write_text(playbook, encoding="utf-8")
    (tmp_path / "phrases.yaml").write_text(phrases, encoding="utf-8")
    loaded = load_playbook(tmp_path)
    assert set(loaded.phrases) == {*loaded.intents, "out_of_scope"}


def test_what_the_guide_shows_of_protection_is_valid() -> None:
    _, _, *parts = re.findall(r"```yaml\n(.*?)```", guide(), re.DOTALL)
    shown: dict[str, Any] = {}
    for part in parts:
        shown |= yaml.safe_load(part)
    assert VerifySpec.model_validate(shown["verify"]).tries == 3
    assert all(pattern_of(phrase) for phrase in shown["never_say"])
    action = ActionSpec.model_validate(shown["actions"]["send_money"])
    assert [limit.per for limit in action.limits] == ["once", "day", "call"]


def test_guide_explains_every_kind_and_route() -> None:
    words = {*get_args(EntityKind), *get_args(IntentSpec.model_fields["route"].annotation)}
    assert {word for word in words if f"`{word}`" not in guide()} == set()


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("name: Thanks: bye", "; put a text with a colon in quotes"),
        ('name: "Shop\nlanguage: "en"', "; look above for a quote that is not closed"),
        ('name: "Shop\n', "; a quote or a bracket is not closed"),
        ("name: a\n\tlanguage: en", "; indent with spaces, not tabs"),
    ],
)
def test_what_usually_causes_a_complaint_about_yaml(tmp_path: Path, text: str, hint: str) -> None:
    file = tmp_path / "playbook.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=hint):
        read_yaml(file)
