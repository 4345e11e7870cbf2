from __future__ import annotations

import ssl
from pathlib import Path

import pytest

pytest.importorskip("cryptography", reason="certificates are made with the package cryptography")
from certificates import certificate

from voice_agent.config.sip import SipTlsConfig
from voice_agent.core.errors import ConfigError
from voice_agent.transport.sip.tls import client_context, server_context


def test_contexts_have_our_certificate_and_check_theirs(tmp_path: Path) -> None:
    file, key = certificate(tmp_path)
    config = SipTlsConfig(certificate=file, key=key, authorities=file, clients=True)
    here, there = server_context(config), client_context(config)
    assert here is not None
    assert here.verify_mode is there.verify_mode is ssl.CERT_REQUIRED
    assert there.check_hostname
    open_to_all = server_context(SipTlsConfig(certificate=file, key=key))
    assert open_to_all is not None
    assert open_to_all.verify_mode is ssl.CERT_NONE


def test_without_a_certificate_nobody_can_call() -> None:
    assert server_context(SipTlsConfig()) is None
    assert client_context(None).verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize("text", [None, "no certificate"])
def test_files_that_cannot_be_used_are_said(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "own.pem"
    if text is not None:
        file.write_text(text)
    with pytest.raises(ConfigError, match=r"sip\.tls: a file cannot be used"):
        server_context(SipTlsConfig(certificate=file, key=file))
    with pytest.raises(ConfigError, match=r"sip\.tls: a file cannot be used"):
        client_context(SipTlsConfig(authorities=file))


def test_half_a_configuration_is_refused(tmp_path: Path) -> None:
    for given in ({"certificate": tmp_path / "a"}, {"clients": True}):
        with pytest.raises(ValueError, match="needs"):
            SipTlsConfig.model_validate(given)
