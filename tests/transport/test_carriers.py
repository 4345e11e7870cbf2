from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from voice_agent.core import plugins
from voice_agent.core.errors import ConfigError
from voice_agent.core.plugins import load_by_path
from voice_agent.transport.carriers import CARRIERS, find_carrier


@pytest.mark.parametrize("name", CARRIERS)
def test_each_row_of_the_table_is_a_carrier_of_that_name(name: str) -> None:
    carrier = find_carrier(name)
    assert carrier.name == name
    assert carrier.path.startswith("/") or name in ("audiosocket", "sip")
    assert isinstance(carrier.phone, str)
    assert callable(load_by_path(carrier.phone, Path()))


def test_no_two_carriers_share_a_path() -> None:
    paths = [path for name in CARRIERS if (path := find_carrier(name).path)]
    assert len(set(paths)) == len(paths)


def test_a_carrier_of_another_package_is_found_by_its_path() -> None:
    assert find_carrier("voice_agent.transport.raw:CARRIER") is find_carrier("raw")


def test_a_carrier_in_a_file_is_found_beside_the_pipeline_file(tmp_path: Path) -> None:
    (tmp_path / "pigeon.py").write_text("from voice_agent.transport.raw import CARRIER\n")
    assert find_carrier("pigeon.py:CARRIER", tmp_path) is find_carrier("raw")


def test_a_carrier_of_another_package_is_found_by_its_entry_point(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def installed(*, group: str, name: str = "pigeon") -> list[EntryPoint]:
        points = [EntryPoint("pigeon", "voice_agent.transport.raw:CARRIER", group)]
        return points if group == "voice_agent.carriers" and name == "pigeon" else []

    monkeypatch.setattr(plugins, "entry_points", installed)
    assert find_carrier("pigeon") is find_carrier("raw")
    known = "known: asterisk, audiosocket, exotel, pigeon, plivo, raw, realtime, sip, telnyx, "
    with pytest.raises(ConfigError, match=known):
        find_carrier("dove")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            "dove",
            "unknown carrier 'dove'; known: asterisk, audiosocket, exotel, plivo, raw, realtime, "
            "sip, telnyx, twilio, vonage, package.module:name, or file",
        ),
        ("no.such:CARRIER", "no module 'no'"),
        ("voice_agent.transport.raw:PIGEON", "voice_agent.transport.raw has no 'PIGEON'"),
        (":", "expected package.module:name"),
        ("voice_agent.transport.raw:RATES_HZ", "is a tuple; expected a Carrier"),
    ],
)
def test_what_is_not_found_is_one_clear_error(name: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        find_carrier(name)
