from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from voice_agent.server.metrics import Metrics, page
from voice_agent.server.workers.merged import merged


def metrics(calls: int, turns: int) -> str:
    made = Metrics()
    made.active_calls.set(calls)
    made.routes.labels("answer").inc(turns)
    made.v2v_ms.observe(150)
    return page(made).decode()


def test_each_sample_says_of_which_worker_it_is() -> None:
    text = merged({0: metrics(1, 5), 1: None, 2: metrics(3, 7)}).decode()
    families = {one.name: one for one in text_string_to_metric_families(text)}
    assert {s.labels["worker"]: s.value for s in families["voice_agent_active_calls"].samples} == {
        "0": 1,
        "2": 3,
    }
    turns = {
        s.labels["worker"]: s.value
        for s in families["voice_agent_turns"].samples
        if s.name == "voice_agent_turns_total"
    }
    assert turns == {"0": 5, "2": 7}
    assert {s.labels["worker"]: s.value for s in families["voice_agent_worker_up"].samples} == {
        "0": 1,
        "1": 0,
        "2": 1,
    }
    assert "process_resident_memory_bytes" in families
    assert text.count("# TYPE voice_agent_v2v_ms histogram") == 1
