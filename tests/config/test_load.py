from pathlib import Path

import pytest

from voice_agent.config.load import load_pipeline
from voice_agent.core.errors import ConfigError

GOOD = """
playbook: book
stages:
  vad: {engine: silero, budget_ms: 200}
  turns: {engine: smart_turn, budget_ms: 100}
  stt: {engine: whisper, args: {threads: 2}, budget_ms: 250}
  slm: {engine: onnx, budget_ms: 10}
  router: {budget_ms: 5}
  answer: {budget_ms: 10}
  tts: {engine: piper, budget_ms: 150}
"""


def load(tmp_path: Path, text: str) -> None:
    path = tmp_path / "line.yaml"
    path.write_text(text)
    load_pipeline(str(path))


def test_a_good_file_gives_engines_and_budgets(tmp_path: Path) -> None:
    (tmp_path / "line.yaml").write_text(GOOD)
    config = load_pipeline(str(tmp_path / "line.yaml"))
    assert config.playbook_folder == (tmp_path / "book").resolve()
    stt = config.budgets().stages["stt"]
    assert (stt.ms, stt.deadline_ms, stt.on_overrun) == (250, 750, "clarify")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "silero",
            "sliero",
            r"line.yaml: stages.vad.engine: unknown engine 'sliero'; known: silero",
        ),
        (
            "{threads: 2}",
            "{treads: 2}",
            r"stages.stt.args.treads: unknown argument.*known:.*threads",
        ),
        ("{threads: 2}", "{threads: two}", r"stages.stt.args.threads: expected int, got 'two'"),
        ("budget_ms: 250", "budget: 250", r"stages.stt.budget: unknown key; known: engine, args"),
        ("budget_ms: 250", "budget_ms: -1", r"stages.stt.budget_ms: .*greater than 0"),
        ("  tts:", "  ttts:", r"stages.ttts: unknown stage; known: .*tts"),
        ("  tts: {engine: piper, budget_ms: 150}", "", r"stages.tts: missing; a pipeline needs"),
        ("engine: piper, ", "", r"stages.tts.engine: missing; known: piper"),
        ("playbook: book", "playbok: book", r"playbok: unknown key|playbook: Field required"),
        (
            "router: {",
            "router: {engine: x, ",
            r"stages.router.engine: does nothing in this stage; accepted: budget_ms$",
        ),
        *(
            (
                f"{stage}: {{",
                f"{stage}: {{{key}, ",
                rf"stages.{stage}.{key.split(':')[0]}: does nothing in this stage; accepted: .*ms$",
            )
            for stage in ("vad", "router", "answer")
            for key in ("deadline_ms: 400", "on_overrun: log", "speculate: true", "fallback: []")
        ),
        (
            "turns: {",
            "turns: {speculate: true, ",
            r"stages.turns.speculate: does nothing .*; accepted: engine, .*, on_overrun, fallback$",
        ),
        (
            "budget_ms: 250",
            "budget_ms: 250, fallback: [{engine: whisper}, {engine: none}]",
            r"stages.stt.fallback.1.engine: unknown engine 'none'; known: whisper",
        ),
        (
            "budget_ms: 250",
            "budget_ms: 250, fallback: [{engine: whisper, args: {treads: 1}}]",
            r"stages.stt.fallback.0.args.treads: unknown argument.*known:.*threads",
        ),
        (
            "budget_ms: 250",
            "budget_ms: 250, fallback: [whisper]",
            r"stages.stt.fallback.0: expected a mapping of keys, got str",
        ),
        (
            "budget_ms: 250",
            "budget_ms: 250, fallback: [{engin: whisper}]",
            r"stages.stt.fallback.0.engin: unknown key; known: engine, args",
        ),
        (
            "engine: piper,",
            "engine: piper, on_overrun: human,",
            r"stages.tts.on_overrun: 'human' is not an action of this stage; known: cached, log",
        ),
        ("stages:", "stages: [", r"line.yaml: line \d+"),
    ],
)
def test_a_mistake_is_one_line_that_names_file_key_and_choices(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError, match=expected) as caught:
        load(tmp_path, GOOD.replace(old, new))
    assert "\n" not in str(caught.value)


def test_an_unknown_name_lists_the_shipped_pipelines() -> None:
    with pytest.raises(ConfigError, match="shipped: bank, barista"):
        load_pipeline("bnak")


def test_a_missing_file_is_named() -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml: no such pipeline file"):
        load_pipeline("nowhere.yaml")


@pytest.mark.parametrize("name", ["bank", "barista"])
def test_the_shipped_pipelines_are_good(name: str) -> None:
    config = load_pipeline(name)
    assert (config.playbook_folder / "playbook.yaml").is_file()
    assert set(config.budgets().stages) >= {"vad", "stt", "slm", "tts"}


def test_the_whole_turn_has_a_deadline_too(tmp_path: Path) -> None:
    path = tmp_path / "line.yaml"
    path.write_text(GOOD + "turn_budget_ms: 500\n")
    budgets = load_pipeline(str(path)).budgets()
    assert (budgets.turn_deadline_ms, budgets.turn_on_overrun) == (2000, "fallback")
    path.write_text(GOOD + "turn_deadline_ms: 900\nturn_on_overrun: human\n")
    budgets = load_pipeline(str(path)).budgets()
    assert (budgets.turn_deadline_ms, budgets.turn_on_overrun) == (900, "human")
    path.write_text(GOOD + "turn_on_overrun: shout\n")
    with pytest.raises(ConfigError, match=r"turn_on_overrun: .*'fallback', 'clarify' or 'human'"):
        load_pipeline(str(path))


def test_a_stage_names_its_engines_in_the_order_in_which_they_are_asked(tmp_path: Path) -> None:
    path = tmp_path / "line.yaml"
    path.write_text(
        GOOD.replace(
            "budget_ms: 250",
            "budget_ms: 250, speculate: true, fallback: [{engine: whisper, args: {beam_size: 2}}]",
        )
    )
    stages = load_pipeline(str(path)).stages
    assert [(e.engine, e.args) for e in stages["stt"].engines()] == [
        ("whisper", {"threads": 2}),
        ("whisper", {"beam_size": 2}),
    ]
    assert stages["stt"].speculate is True
    assert stages["slm"].speculate is None
    assert stages["router"].engines() == []


def test_an_engine_may_lie_beside_the_pipeline_file(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text("def make(context, *, url: str = ''): ...\n")
    load(tmp_path, GOOD.replace("engine: whisper, args: {threads: 2}", "engine: own.py:make"))
    with pytest.raises(ConfigError, match=r"stages.stt.args.threads: unknown .*; known: url"):
        load(tmp_path, GOOD.replace("engine: whisper", "engine: own.py:make"))


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("sip: {hosts: a}", "sip.hosts: unknown key; known: host, port, tcp, tls"),
        ("sip: {tls: {cert: a}}", "sip.tls.cert: unknown key; known: port, certificate, key"),
        ("sip: {trunk: {url: a}}", "sip.trunk.url: unknown key; known: uri, caller"),
        (
            "sip: {registrations: [{pass: {env: A}}]}",
            "sip.registrations.0.pass: unknown key; known: registrar, user, password",
        ),
        ("sip: {users: {bob: {enV: A}}}", "sip.users.bob.enV: unknown key; known: env, file"),
        ("handoff: {way: []}", "handoff.way: unknown key; known: ways, webhook"),
        (
            "handoff: {ways: [{way: transfer, too: a}]}",
            "handoff.ways.0.transfer.too: unknown key; known: way, to, caller_id",
        ),
        (
            "handoff: {ways: [{way: queue, wait: 3}]}",
            "handoff.ways.0.queue.wait: unknown key; known: way, wait_s, empty_s$",
        ),
        (
            "handoff: {ways: [{way: pigeon}]}",
            "handoff.ways.0: 'way' is 'pigeon'; known: 'webhook', 'queue', 'transfer'",
        ),
        ("handoff: {ways: [{to: a}]}", "handoff.ways.0: needs the key 'way'"),
        ("access: {secrets: {env: A}}", "access.secrets: unknown key; known: secret, pages"),
        ("access: {limits: {call: 1}}", "access.limits.call: unknown key; known: calls, attempts"),
        (
            "access: {signatures: {twilio: {name: A}}}",
            "access.signatures.twilio.name: unknown key; known: env, file",
        ),
    ],
)
def test_a_wrong_key_of_the_line_names_what_is_known_there(
    tmp_path: Path, section: str, expected: str
) -> None:
    with pytest.raises(ConfigError, match=rf"line.yaml: {expected}") as caught:
        load(tmp_path, f"{GOOD}{section}\n")
    assert "\n" not in str(caught.value)
