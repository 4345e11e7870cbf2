from __future__ import annotations

from dataclasses import asdict

from voice_agent.gate.languages import foreign_to
from voice_agent.language import load
from voice_agent.language.es.agent_text import sentences
from voice_agent.testing.language import check


def test_the_language_keeps_its_contract() -> None:
    report = check(load("es"))
    assert not [one for one in report.checks if one.problem], str(report)


def test_no_sentence_is_english() -> None:
    for name, said in asdict(sentences).items():
        for text in said if isinstance(said, tuple) else (said,):
            assert foreign_to("es", text) is None, name
