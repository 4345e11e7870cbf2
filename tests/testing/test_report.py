from voice_agent.testing.report import Check, Report


def test_a_good_report_is_one_line() -> None:
    report = Report("stt", "mine", [Check("answers"), Check("is quick", took_ms=3.0)])
    assert report.ok
    assert str(report) == "stt engine mine: 2 checks, all well"


def test_a_bad_one_has_a_line_for_each_problem() -> None:
    report = Report("stt", "mine", [Check("answers", "gives int"), Check("is quick")])
    assert not report.ok
    assert report.problems == [Check("answers", "gives int")]
    assert str(report) == "stt engine mine: 1 of 2 fail\n  answers: gives int"
    assert str(report.checks[1]) == "is quick: ok"
