"""Encrypted audio (RFC 3711) with keys from the description (SDES, RFC 4568).

The library is libsrtp by way of pylibsrtp, the extra ``srtp``. What an attacker changed, made up or
sends again is dropped here, before it is read.
"""

from __future__ import annotations

import base64
from importlib.util import find_spec
from typing import Any

from voice_agent.core.extras import needs_extra
from voice_agent.transport.sip.sdp import Keys, Srtp


def usable(wanted: Srtp) -> Srtp:
    """Return what can be done: without the library, ``allowed`` is ``off``.

    Raises:
        ConfigError: It is required, and the library is missing.
    """
    if wanted == "required":
        with needs_extra("srtp", "sip.srtp"):
            import pylibsrtp  # noqa: F401
    return "off" if wanted == "allowed" and find_spec("pylibsrtp") is None else wanted


class Cipher:
    """Both directions of one call.

    Args:
        keys: Ours and theirs.
    """

    def __init__(self, keys: Keys) -> None:
        from pylibsrtp import Policy

        self.keys = keys
        self._out = _session(keys.ours, Policy.SSRC_ANY_OUTBOUND)
        self._in = _session(keys.theirs, Policy.SSRC_ANY_INBOUND)

    def changed(self, keys: Keys) -> None:
        """Go on with another key of theirs; of ours the numbers of packets go on."""
        from pylibsrtp import Policy

        if keys.theirs != self.keys.theirs:
            self._in = _session(keys.theirs, Policy.SSRC_ANY_INBOUND)
        self.keys = keys

    def protect(self, packet: bytes) -> bytes:
        """Encrypt a packet."""
        protected: bytes = self._out.protect(packet)
        return protected

    def unprotect(self, data: bytes) -> bytes | None:
        """Decrypt a packet; ``None`` for one that is not theirs, or comes again."""
        from pylibsrtp import Error

        try:
            packet: bytes = self._in.unprotect(data)
        except (Error, TypeError, ValueError):
            return None
        return packet


def _session(key: str, kind: int) -> Any:
    from pylibsrtp import Policy, Session

    policy = Policy(
        key=base64.b64decode(key),
        ssrc_type=kind,
        srtp_profile=Policy.SRTP_PROFILE_AES128_CM_SHA1_80,
    )
    return Session(policy=policy)
