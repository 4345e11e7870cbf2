from __future__ import annotations

import pytest

from voice_agent.language.en.entities.ibans import scan_ibans
from voice_agent.language.en.entities.tokens import tokenise

BRITISH = "GB29NWBK60161331926819"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("GB29 NWBK 6016 1331 9268 19", [BRITISH]),
        ("gb29nwbk60161331926819", [BRITISH]),
        ("it's g b 2 9 n w b k 6 oh 1 6 1 double 3 1 9 2 6 8 1 9", [BRITISH]),
        ("GB29 NWBK 6016 1331 9268 18", []),
        ("from DE89 3704 0044 0532 0130 00 to GB29 NWBK 6016 1331 9268 19 please", [
            "DE89370400440532013000",
            BRITISH,
        ]),
        ("GB29 NWBK 6016 1331 9268 19 please", [BRITISH]),
        ("GB29NWBK60161331926819\tplease\nthanks", [BRITISH]),
        ("GB29NWBK60161331926819 please and thank you", [BRITISH]),
        ("GB29 NWBK 6016 1331 9268 18 please", []),
        ("send 200 dollars", []),
        ("", []),
    ],
)  # fmt: skip
def test_ibans(text: str, values: list[str]) -> None:
    matches = scan_ibans(tokenise(text))
    assert [match.value for match in matches] == values


def test_one_that_is_written_is_found_once() -> None:
    text = "my IBAN is GB29 NWBK 6016 1331 9268 19."
    (match,) = scan_ibans(tokenise(text))
    assert text[match.start : match.end] == "GB29 NWBK 6016 1331 9268 19"
