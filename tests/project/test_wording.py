"""The languages in which new projects are made."""

from __future__ import annotations

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.language.loading import languages
from voice_agent.project.wording import TEMPLATE, project_languages, template_intents, wording


def test_each_folder_of_the_template_is_a_language_that_is_installed() -> None:
    assert project_languages() == sorted(path.name for path in TEMPLATE.iterdir() if path.is_dir())
    assert set(project_languages()) <= set(languages())


@pytest.mark.parametrize("language", project_languages())
def test_each_has_its_questions_and_intents(language: str) -> None:
    words = wording(language)
    assert "{name}" in words.greeting
    assert len({words.ask_name, words.ask_task, words.ask_greeting, words.ask_handoff}) == 4
    assert len(template_intents(language)) == 6


def test_another_language_is_refused_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match=r"^language: .* 'fr'; there are en, es$"):
        wording("fr")
