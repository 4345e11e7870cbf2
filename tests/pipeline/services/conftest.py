"""The loopback needs less time than the vendors' networks do, and no certificate authorities."""

from __future__ import annotations

from pathlib import Path

import certifi
import pytest

from voice_agent.pipeline.services import host, listening


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "CLOSE_S", 0.4)
    monkeypatch.setattr(listening, "SETTLE_S", 0.05)


@pytest.fixture(scope="session")
def one_authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("authorities") / "one.pem"
    first, end, _ = Path(certifi.where()).read_text(encoding="utf-8").partition("-----END CERT")
    file.write_text(f"{first}{end}IFICATE-----\n", encoding="utf-8")
    return file


@pytest.fixture(autouse=True)
def few_authorities(monkeypatch: pytest.MonkeyPatch, one_authority: Path) -> None:
    """Each HTTP client reads all authorities: for longer than most of these tests take."""
    monkeypatch.setenv("SSL_CERT_FILE", str(one_authority))
