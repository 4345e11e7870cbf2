"""Whether the parts of a playbook fit together: every name that it mentions exists. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voice_agent.playbook.action_schema import check_actions, lookup_results, shared
from voice_agent.playbook.intents import LookUp
from voice_agent.playbook.protection import misfit

if TYPE_CHECKING:
    from voice_agent.playbook.schema import Playbook

_GAP = re.compile(r"\{(\w+)\}")
_MARKED = re.compile(r"\[[^\]]*\]\(([^)]*)\)|\{([^}]*)\}")


def check(playbook: Playbook) -> None:
    """Look whether everything that a playbook mentions is there, and can be used so.

    Raises:
        ValueError: What does not fit, where, and what is known instead.
    """
    _names_exist(playbook)
    _callback_asks(playbook)
    _cards_stay_hidden(playbook)
    _outputs_exist(playbook)
    if misfits := misfit(playbook):
        raise ValueError(misfits)
    _templates_fit(playbook)
    _actions_fit(playbook)
    _phrases_fit(playbook)


def _names_exist(playbook: Playbook) -> None:
    for name, intent in playbook.intents.items():
        if intent.action and intent.action not in playbook.actions:
            raise ValueError(
                f"intents.{name}.action: no action '{intent.action}'; "
                f"known: {', '.join(sorted(playbook.actions)) or 'none'}"
            )
        if intent.undo and intent.undo not in playbook.intents:
            raise ValueError(
                f"intents.{name}.undo: no intent '{intent.undo}'; "
                f"known: {', '.join(sorted(playbook.intents))}"
            )
        for detail, spec in intent.details.items():
            look_up = spec.one_of.action if isinstance(spec.one_of, LookUp) else None
            for key, action in (("one_of.action", look_up), ("validate", spec.valid_by)):
                if action and action not in playbook.actions:
                    raise ValueError(
                        f"intents.{name}.details.{detail}.{key}: no action '{action}'; "
                        f"known: {', '.join(sorted(playbook.actions)) or 'none'}"
                    )
            if (entity := intent.entity_of(detail)) not in playbook.entities:
                raise ValueError(
                    f"intents.{name}.details.{detail}: no entity '{entity}'; "
                    f"known: {', '.join(sorted(playbook.entities)) or 'none'}"
                )


def _callback_asks(playbook: Playbook) -> None:
    name = playbook.policy.when_unreached
    if name is None:
        return
    intent = playbook.intents.get(name)
    if intent is None:
        raise ValueError(
            f"policy.when_unreached: no intent '{name}'; known: "
            f"{', '.join(sorted(playbook.intents))}"
        )
    asks = intent.confirm or any(detail.ask for detail in intent.details.values())
    if intent.route != "answer" or not asks:
        raise ValueError(
            f"policy.when_unreached: '{name}' must have the route 'answer' and ask for "
            "something: give it 'confirm' or a detail with 'ask'"
        )


def _cards_stay_hidden(playbook: Playbook) -> None:
    for name, intent in playbook.intents.items():
        cards = {detail for detail, spec in intent.details.items() if spec.card}
        for key, template in (("answer", intent.answer), ("confirm", intent.read_back)):
            told = cards & set(_GAP.findall(template or ""))
            if told or (cards and "{details}" in (template or "")):
                raise ValueError(
                    f"intents.{name}.{key}: a detail with 'card' cannot be said: "
                    f"{', '.join(sorted(told)) or 'details'}; leave it out"
                )
        for output, spec in playbook.outputs.items():
            if spec.detail in {f"{name}.{card}" for card in cards}:
                raise ValueError(f"outputs.{output}: a detail with 'card' is told to nobody")


def _outputs_exist(playbook: Playbook) -> None:
    for name, spec in playbook.outputs.items():
        task, _, detail = (spec.detail or "").partition(".")
        intent = spec.intent or task or None
        if intent is not None and intent not in playbook.intents:
            raise ValueError(
                f"outputs.{name}: no intent '{intent}'; known: "
                f"{', '.join(sorted(playbook.intents))}"
            )
        if task and detail not in playbook.intents[task].details:
            raise ValueError(
                f"outputs.{name}: '{task}' has no detail '{detail}'; known: "
                f"{', '.join(sorted(playbook.intents[task].details)) or 'none'}"
            )
        if spec.question is not None and spec.question not in playbook.questions:
            raise ValueError(
                f"outputs.{name}: no question '{spec.question}'; known: "
                f"{', '.join(sorted(playbook.questions)) or 'none'}"
            )
        if spec.action is not None and spec.action not in playbook.actions:
            raise ValueError(
                f"outputs.{name}: no action '{spec.action}'; known: "
                f"{', '.join(sorted(playbook.actions)) or 'none'}"
            )


def _templates_fit(playbook: Playbook) -> None:
    for name, intent in playbook.intents.items():
        action = playbook.actions.get(intent.action or "")
        known = {*intent.details, "details", "last_reply"}
        templates = (
            ("confirm", intent.confirm),
            ("confirm_if_unsure", intent.confirm_if_unsure),
            ("answer", intent.answer),
        )
        for key, template in templates:
            if key == "answer" and action is not None:
                if action.fields is None:
                    continue  # What it will return is not known here.
                known |= action.fields
            for gap in _GAP.findall(template or ""):
                if gap not in known:
                    raise ValueError(
                        f"intents.{name}.{key}: nothing fills '{{{gap}}}'; "
                        f"known: {', '.join(sorted(known))}"
                    )


def _actions_fit(playbook: Playbook) -> None:
    details: dict[str, dict[str, bool]] = {}
    for intent in playbook.intents.values():
        if intent.action:
            sure = {n: bool(d.ask) or d.default is not None for n, d in intent.details.items()}
            details[intent.action] = shared(details.get(intent.action), sure)
    if playbook.verify is not None:
        given = dict.fromkeys(playbook.verify.ask, True)
        details[playbook.verify.action] = shared(details.get(playbook.verify.action), given)
    problem = check_actions(playbook.actions, details)
    if problem is not None:
        raise ValueError(f"actions.{problem[0]}: {problem[1]}")
    for name, intent in playbook.intents.items():
        lookup = playbook.actions[intent.action].lookup if intent.action else None
        if intent.action is None or lookup is None:
            continue
        told = lookup_results(playbook.actions, intent.action).keys() - {"done"}
        if not told:
            continue  # What it will return is not known here.
        for gap in _GAP.findall(intent.answer or ""):
            if gap not in {*told, *intent.details, "details", "last_reply"}:
                raise ValueError(
                    f"intents.{name}.answer: '{{{gap}}}' is no result of the lookup "
                    f"'{lookup}'; known: {', '.join(sorted(told)) or 'none'}"
                )


def _phrases_fit(playbook: Playbook) -> None:
    for intent, phrases in playbook.phrases.items():
        if intent != "out_of_scope" and intent not in playbook.intents:
            raise ValueError(
                f"phrases.{intent}: no such intent; known: out_of_scope, "
                f"{', '.join(sorted(playbook.intents))}"
            )
        for phrase in phrases:
            for mark, gap in _MARKED.findall(phrase):
                if (mark or gap) not in playbook.entities:
                    raise ValueError(
                        f"phrases.{intent}: '{phrase}' marks '{mark or gap}', which is no "
                        f"entity; known: {', '.join(sorted(playbook.entities)) or 'none'}"
                    )
