"""Word lists, patterns and sentences of a small German."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

from tiny_german.numbers import UNITS
from voice_agent.language import LlmText, Particulars, RecogniserText, Redaction, Sentences
from voice_agent.text.normalise import plain
from voice_agent.text.word_lists import word_set

_STOP_WORDS = word_set(
    "der die das ein eine einen und oder ich sie es ist sind was wie wo wann kann ihr "
    "mein meine zu für von mit auf bei in im an am kostet viel"
)
_DIGIT = f"(?:{'|'.join(UNITS)})"
_ENDINGS = ("en", "er", "es", "e", "n", "s")
_INSTRUCTIONS = re.compile(
    r"\b(?:ignoriere|vergiss) (?:alle )?(?:deine|ihre) (?:anweisungen|regeln)"
)
_INSULT = re.compile(r"\b(?:du|sie) (?:sind )?(?:idiot|dummkopf)\b")

sentences = Sentences(
    still_there="Sind Sie noch da?",
    anything_else="Kann ich sonst noch etwas für Sie tun?",
    cancelled="Gut, das lasse ich. Was kann ich sonst für Sie tun?",
    fillers=("Einen Moment, bitte.",),
    other_language="Ich spreche leider nur Deutsch.",
    abuse="Ich möchte Ihnen helfen. Bitte sagen Sie kurz, was Sie brauchen.",
    not_possible="Das kann ich nicht. Kann ich sonst etwas für Sie tun?",
    change="Was soll ich ändern?",
    hold="Natürlich, lassen Sie sich Zeit.",
    go_on="Ja?",
    small_talk="Gut, danke.",
    needed="Ohne das geht es nicht.",
    echo="Also {value}.",
    several="Ich habe {values} verstanden. Was davon ist es?",
    unknown="{value} habe ich nicht.",
    not_valid="{value} geht leider nicht.",
    exactly="Ich brauche es genau.",
    resume="Nun zurück.",
    only_once="Das kann ich einmal tun, aber nicht immer wieder.",
    nothing_to_undo="Das lässt sich hier nicht rückgängig machen. Soll ich jemanden holen?",
    already_done="Ich habe nachgesehen: Es hat beim ersten Mal geklappt.",
    llm_cut="Soll ich jemanden holen, der mehr weiß?",
    still_here="Ich bin noch da, einen Moment.",
    handoff_failed="Gerade ist niemand da. Kann ich sonst etwas tun?",
    recording="Wir nehmen auf.",
    handoff_waiting="Ich suche noch jemanden.",
    handoff_connecting="Ich verbinde.",
    handoff_busy="Dort ist besetzt.",
    handoff_no_answer="Dort ist niemand.",
    handoff_declined="Das passt gerade nicht.",
    handoff_next="Ich frage noch jemanden.",
    handoff_whisper="Ein Anruf: {wants}. {details} {why}.",
    busy="Alle Leitungen sind belegt. Bitte rufen Sie später wieder an.",
    hold_the_line="Alle Leitungen sind belegt. Bitte bleiben Sie am Apparat.",
    closing="Ich muss leider auflegen. Bitte rufen Sie wieder an.",
    too_small="Es müssen mindestens {limit} sein.",
    too_large="Es dürfen höchstens {limit} sein.",
    in_the_past="Dieser Tag ist vorbei.",
    in_the_future="Dieser Tag kommt erst noch.",
    action_unknown="Ich konnte nicht sehen, ob das geklappt hat. Soll ich jemanden holen?",
    robot="Ich bin ein automatischer Assistent, kein Mensch.",
    verified="Danke.",
    not_right="Das stimmt nicht mit unseren Angaben überein.",
    not_verified="Ich konnte leider nicht feststellen, wer anruft.",
    cannot_verify="Ohne das geht es hier nicht weiter. Soll ich jemanden holen?",
    verify_failed="Das kann ich gerade nicht prüfen. Soll ich jemanden holen?",
    limit_call="In einem Anruf geht das bis {limit}, also noch {left}.",
    limit_day="An einem Tag geht das bis {limit}, also heute noch {left}.",
    limit_call_reached="In diesem Anruf geht das nicht mehr. Soll ich jemanden holen?",
    limit_day_reached="Heute geht das nicht mehr. Soll ich jemanden holen?",
)
llm = LlmText(
    rules="Sie sind am Telefon: Antworten Sie in ein bis drei kurzen Sätzen.",
    knowledge="Aus der Wissensdatenbank: {text}",
    details="Bisher bekannt: {text}",
    proposals='Schlagen Sie es vor: {{"start": "AUFGABE"}}. Aufgaben: {tasks}.',
    placeholders="[name 1] steht für etwas, das Sie nicht erfahren. Schreiben Sie es genau so.",
)
recogniser = RecogniserText(
    spelled_digits="Es ist die 4 4 1 7.",
    digit_words=frozenset(UNITS),
    hallucinations=frozenset({"untertitel von stephanie geiges", "vielen dank"}),
)
redactions = (
    Redaction(re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b"), "[email]"),
    Redaction(re.compile(r"\b\d(?:[ -]?\d){3,}\b(?! euro)", re.IGNORECASE), "[digits]"),
    Redaction(
        re.compile(
            rf"\b(?:{'|'.join(UNITS)})(?:[ ,]+(?:{'|'.join(UNITS)})){{3,}}\b", re.IGNORECASE
        ),
        "[digits]",
    ),
)


def particulars(text: str) -> Particulars:
    found = re.findall(r"\bohne (?:eine?n? )?(\w+)", text.lower())
    return Particulars(
        frozenset(term for word in found for term in terms(word)),
        frozenset(map(int, re.findall(r"\d+", text))),
    )


def questions(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=\?)\s+", text) if part] or [text]


def terms(text: str) -> list[str]:
    """Return the stems of the words that carry meaning."""
    return [_stem(word) for word in words(text) if word not in _STOP_WORDS]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def respelled(text: str, expected: Collection[str], known: Collection[str]) -> str:
    """Return a text with the words that were expected."""
    return text.replace("sperre", "Sperre") if "Sperre" in expected else text


def words(text: str) -> list[str]:
    """Return words and numbers, lower case, without punctuation."""
    return re.findall(r"[a-zäöüß0-9]+", text.lower())


def unwanted(text: str) -> tuple[Literal["injection", "abuse"], str] | None:
    """Return the kind of text no agent has to answer and the rule that matched, or None."""
    said = plain(text)
    if _INSTRUCTIONS.search(said):
        return "injection", "ignore instructions"
    return ("abuse", "insult") if _INSULT.search(said) else None


def asks_if_human(text: str) -> Literal["no", "only", "also"]:
    """Tell whether the caller asks if the agent is a machine."""
    asked = re.search(r"\bsind sie ein (?:roboter|mensch)\b", plain(text))
    return "no" if asked is None else "only" if asked[0] == plain(text) else "also"


def speaks_of_staff(text: str, asked: str = "") -> Literal["asks", "mentions", "no"]:
    """Tell whether a turn asks for a person of the staff, or only mentions one."""
    said = plain(text)
    if re.search(r"\b(?:mit einem menschen|mit jemandem) sprechen\b", said):
        return "asks"
    return "mentions" if re.search(r"\bein mitarbeiter (?:sagte|hat)\b", said) else "no"


def claims_to_be_human(text: str) -> bool:
    """Tell whether a clause of an answer says that the agent is a human being."""
    return re.search(r"\bich bin (?:ein mensch|kein roboter)\b", plain(text)) is not None
