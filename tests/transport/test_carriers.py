from importlib.metadata import EntryPoint
from typing import Any

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.transport import carriers
from voice_agent.transport.base import Carrier
from voice_agent.transport.carriers import CARRIERS, find_carrier


@pytest.mark.parametrize("name", CARRIERS)
def test_each_row_of_the_table_is_a_carrier_of_that_name(name: str) -> None:
    carrier = find_carrier(name)
    assert carrier.name == name
    assert carrier.path.startswith("/")


def test_no_two_carriers_share_a_path() -> None:
    paths = [find_carrier(name).path for name in CARRIERS]
    assert len(set(paths)) == len(paths)


def test_a_carrier_of_another_package_is_found_by_its_path() -> None:
    assert find_carrier("voice_agent.transport.raw:CARRIER") is find_carrier("raw")


def test_a_carrier_of_another_package_is_found_by_its_entry_point(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def installed(*, group: str) -> list[EntryPoint]:
        assert group == "voice_agent.carriers"
        return [EntryPoint("pigeon", "voice_agent.transport.raw:CARRIER", group)]

    monkeypatch.setattr(carriers, "entry_points", installed)
    assert isinstance(find_carrier("pigeon"), Carrier)
    with pytest.raises(ConfigError, match="known: pigeon, raw, twilio"):
        find_carrier("dove")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("dove", "unknown carrier 'dove'; known: raw, twilio; or package.module:CARRIER"),
        ("no.such:CARRIER", "cannot import no.such:CARRIER"),
        ("voice_agent.transport.raw:PIGEON", "cannot import voice_agent.transport.raw:PIGEON"),
        (":", "cannot import :"),
        ("voice_agent.transport.raw:RATES_HZ", "is no Carrier"),
    ],
)
def test_what_is_not_found_is_one_clear_error(name: str, says: Any) -> None:
    with pytest.raises(ConfigError, match=says):
        find_carrier(name)
