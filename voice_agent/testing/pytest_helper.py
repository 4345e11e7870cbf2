"""Contract kits under pytest: each problem of an engine as one readable line, no traceback."""

from __future__ import annotations

import pytest

from voice_agent.testing.report import Report


def keeps_contract(report: Report) -> None:
    """Fail the running test if an engine does not keep its contract.

    Use as ``keeps_contract(voice_agent.testing.stt.check(MyEngine()))``.
    """
    if not report.ok:
        pytest.fail(str(report), pytrace=False)
