import pytest

from voice_agent.testing.pytest_helper import keeps_contract
from voice_agent.testing.report import Check, Report


def test_a_broken_contract_fails_the_test_with_its_lines() -> None:
    keeps_contract(Report("stt", "mine", [Check("answers")]))
    with pytest.raises(pytest.fail.Exception, match="1 of 1 fail\n  answers: gives int"):
        keeps_contract(Report("stt", "mine", [Check("answers", "gives int")]))
