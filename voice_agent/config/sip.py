"""``sip:`` of a pipeline file: where SIP calls come in, who may call, and where we register."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from voice_agent.config.access import Networks, SecretConfig
from voice_agent.core.strict import Strict

Port = Annotated[int, Field(ge=0, le=65535)]


class SipRegistrationConfig(Strict):
    """A registrar that is to send us calls. Its address may then call without a password.

    Attributes:
        registrar: ``sip:HOST`` or ``sip:HOST:PORT``; looked up as an A record. ``sips:HOST`` is
            TLS, ``sip:HOST;transport=tcp`` is TCP.
        user: Our name there.
        password: Where its secret is.
        expires_s: How long a registration is to be good; it is renewed after half of that.
    """

    registrar: str = Field(pattern=r"^sips?:[^@\s]+$")
    user: str = Field(min_length=1)
    password: SecretConfig
    expires_s: int = Field(default=300, ge=30, le=86400)


class SipTrunkConfig(Strict):
    """The trunk or PBX that takes our own calls.

    Attributes:
        uri: ``sip:HOST`` or ``sip:HOST:PORT``; looked up as an A record. ``sips:HOST`` is TLS,
            ``sip:HOST;transport=tcp`` is TCP.
        caller: Number that those who are called see.
        user: Our name there, if it asks for one.
        password: Where its secret is.
    """

    uri: str = Field(pattern=r"^sips?:[^@\s]+$")
    caller: str = Field(pattern=r"^[+*#0-9A-Za-z._-]{1,64}$")
    user: str = ""
    password: SecretConfig | None = None


class SipTlsConfig(Strict):
    """SIP over TLS: our certificate, and whom we believe.

    Attributes:
        port: Port to listen on; 0 for any that is free.
        certificate: File with our certificate and those above it, in PEM; without one nobody can
            call over TLS, and calls of ours still can.
        key: File with its private key, in PEM.
        authorities: File with the certificates of those whom we believe, in PEM; by default those
            of the system.
        clients: Whether those who call must show a certificate of these authorities.
    """

    port: Port = 5061
    certificate: Path | None = None
    key: Path | None = None
    authorities: Path | None = None
    clients: bool = False

    @model_validator(mode="after")
    def _fits(self) -> SipTlsConfig:
        if (self.certificate is None) != (self.key is None):
            raise ValueError("certificate and key: needs both, or none")
        if self.clients and self.authorities is None:
            raise ValueError("clients: needs authorities")
        return self


Srtp = Literal["off", "allowed", "required"]


class SipConfig(Strict):
    """SIP over UDP, TCP and TLS, with G.711.

    Attributes:
        host: Address to listen on, for calls and for their audio.
        port: Port to listen on; 0 for any that is free.
        tcp: Whether the same port is listened on over TCP.
        tls: Our certificate; ``null``: nobody calls over TLS, and calls of ours over TLS believe
            the system's authorities.
        srtp: Whether audio is encrypted (SDES): if the other side offers it (``allowed``), always
            (``required``), or never (``off``). Needs the extra ``srtp``.
        public_address: Address that others see, if this machine is behind NAT; by default the one
            that the system uses to reach them.
        rtp_ports: First and last port for audio; any free one by default.
        allow: Addresses and networks that may call without a password.
        users: Passwords of those who may call from anywhere, by their names (digest).
        need: Whether either is enough, the address or the password, or both are needed.
        algorithm: How passwords are hashed; few telephones know ``SHA-256``.
        realm: What the users log in to.
        registrations: Registrars that are to send us calls.
        trunk: Takes our own calls (``voice-agent dial``).
        codecs: What is spoken, the best first: ``PCMU`` (mu-law), ``PCMA`` (A-law).
        timer_s: Interval of session timers: the other side must show within it that the call is
            still there.
        silence_s: How long the caller's audio may stop before the call counts as gone; not on hold.
        comfort_noise_dbfs: Level of the noise that the caller hears while nobody speaks: silence
            sounds like a dead line. ``null`` for silence.
    """

    host: str = "127.0.0.1"
    port: Port = 5060
    tcp: bool = False
    tls: SipTlsConfig | None = None
    srtp: Srtp = "allowed"
    public_address: str | None = None
    rtp_ports: tuple[Port, Port] | None = None
    allow: Networks = ("127.0.0.0/8", "::1")
    users: dict[str, SecretConfig] = Field(default_factory=dict)
    need: Literal["either", "both"] = "either"
    algorithm: Literal["MD5", "SHA-256"] = "MD5"
    realm: str = Field(default="voice-agent", pattern=r'^[^"\\\s]+$')
    registrations: tuple[SipRegistrationConfig, ...] = ()
    trunk: SipTrunkConfig | None = None
    codecs: tuple[Literal["PCMU", "PCMA"], ...] = Field(default=("PCMU", "PCMA"), min_length=1)
    timer_s: int = Field(default=1800, ge=90)
    silence_s: float = Field(default=60, gt=1)
    comfort_noise_dbfs: float | None = Field(default=-62, ge=-80, le=-50)

    @model_validator(mode="after")
    def _fits(self) -> SipConfig:
        if self.rtp_ports and self.rtp_ports[1] - self.rtp_ports[0] < 2:
            raise ValueError("rtp_ports: needs [FIRST, LAST] with LAST above FIRST")
        if self.need == "both" and not self.users:
            raise ValueError("need: both needs users")
        return self
