"""Decides who comes in, before a model is touched, and holds everybody to their limits."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from loguru import logger

from voice_agent.config.access import AccessConfig
from voice_agent.core.clock import epoch, monotonic
from voice_agent.server.access.address import is_loopback, masked, source_of
from voice_agent.server.access.admission import Admission
from voice_agent.server.access.keys import Keys
from voice_agent.server.access.once import Once
from voice_agent.server.access.refused import Reason, Refused
from voice_agent.server.access.sources import Sources
from voice_agent.server.access.tokens import Token, read_token
from voice_agent.server.access.visit import Visit
from voice_agent.transport.base import Carrier
from voice_agent.transport.guard import Allowance
from voice_agent.transport.signatures import SCHEMES, Genuine, Request, urls_of

_LOG_PER_S, _LOG_AT_ONCE = 1.0, 20.0


class Door:
    """The door of one server.

    Args:
        access: Its rules.
        keys: Its secrets.
        public: Whether strangers can reach it: then nobody comes in without proof.
        on_refused: Told of each refusal.
        clock: Monotonic seconds.
        now: Seconds since the epoch.
    """

    def __init__(
        self,
        access: AccessConfig,
        keys: Keys | None = None,
        *,
        public: bool = False,
        on_refused: Callable[[str], None] = lambda reason: None,
        clock: Callable[[], float] = monotonic,
        now: Callable[[], float] = epoch,
    ) -> None:
        self.proxies = tuple(ipaddress.ip_network(one) for one in access.trusted_proxies)
        self.access = access
        self.sources = Sources(access.limits, clock)
        self.once = Once()
        self.on_refused = on_refused
        self._keys = keys or Keys()
        self._public = public
        self._now = now
        self._log = Allowance(_LOG_PER_S, _LOG_AT_ONCE, clock)

    @property
    def asks_for_token(self) -> bool:
        """True if callers of ``/ws`` need a token."""
        return bool(self._keys.secret) or self._public

    def may_look_in(self, visit: Visit) -> bool:
        """Return whether the visitor may see what callers said, or change anything.

        Without a token for pages that is only somebody at this machine. Its own name must be in the
        request: a web site whose name leads to this machine is somebody else.
        """
        if visit.foreign(self.access.origins):
            return False
        if self._keys.pages:
            return self.may_see(visit)
        try:
            host = urlsplit(visit.url).hostname or ""
        except ValueError:
            return False
        return visit.local and is_loopback(host)

    def call(self, carrier: Carrier, visit: Visit) -> Admission | Refused:
        """Admit a caller, or say why not. The admission counts as a call until it is left."""
        proof = self._limited(visit, lambda: self._prove(carrier, visit))
        if isinstance(proof, Refused):
            return proof
        # A carrier sends everybody's calls from its own few addresses.
        names = [] if proof.signed or visit.local else [source_of(visit.address)]
        if proof.subject:
            names.append(f"subject {proof.subject}")
        held = tuple(self.sources.get(name) for name in names)
        if any(one.calls >= self.access.limits.calls for one in held):
            return self._refuse("too_many_calls", visit)
        if reason := self._use_up(proof):
            return self._refuse(reason, visit)
        return Admission(held, visit.subprotocol, self.on_refused)

    def webhook(self, scheme: str, visit: Visit) -> Refused | None:
        """Say why a carrier's webhook is refused; ``None`` if it is genuine.

        Args:
            scheme: How the carrier signs, a row of ``SCHEMES``.
            visit: The request, with its body and the fields of its form.
        """
        proof = self._limited(visit, lambda: self._signature(scheme, visit))
        if isinstance(proof, Refused):
            return proof
        reason = self._use_up(proof)
        return self._refuse(reason, visit) if reason else None

    def page(self, visit: Visit) -> Refused | None:
        """Say why a page is not shown; ``None`` if it is."""
        why: Reason = "bad_token" if visit.bearer else "no_token"
        shown = self._limited(visit, lambda: _Proof() if self.may_see(visit) else why, free=True)
        return shown if isinstance(shown, Refused) else None

    def desk(self, visit: Visit) -> Refused | None:
        """Say why somebody may not take calls in a browser; ``None`` if they may.

        The token of the pages comes in the URL or as a subprotocol: browsers can send no header.
        """
        token = visit.bearer or visit.token
        why: Reason = "bad_token" if token else "no_token"

        def prove() -> _Proof | Reason:
            if visit.foreign(self.access.origins):
                return "foreign_origin"
            return _Proof() if self._opens_pages(token) else why

        shown = self._limited(visit, prove, free=True)
        return shown if isinstance(shown, Refused) else None

    def may_see(self, visit: Visit) -> bool:
        """Return whether the visitor may see pages."""
        return self._opens_pages(visit.bearer)

    def _opens_pages(self, token: str) -> bool:
        if not self._keys.pages:
            return not self._public
        return hmac.compare_digest(token.encode(), self._keys.pages.encode())

    def _limited(
        self, visit: Visit, prove: Callable[[], _Proof | Reason], *, free: bool = False
    ) -> _Proof | Refused:
        """Ask for proof unless the source has tried too often. Carriers pay for mistakes only."""
        attempts = self._attempts(visit)
        if attempts and not attempts.spend(0):
            return self._refuse("too_many_attempts", visit)
        proof = prove()
        if not isinstance(proof, _Proof):
            if attempts:
                attempts.spend(1)
            return self._refuse(proof, visit)
        if attempts and not (free or proof.signed):
            attempts.spend(1)
        return proof

    def _prove(self, carrier: Carrier, visit: Visit) -> _Proof | Reason:
        scheme = SCHEMES.get(carrier.signature)
        signs = bool(scheme and scheme.signs_streams and carrier.signature in self._keys.signatures)
        # The header belongs to the carrier if it signs.
        token = visit.token or ("" if signs else visit.bearer)
        if self._keys.secret and (token or not signs):
            return self._token(token) if token else "no_token"
        if signs:
            return self._signature(carrier.signature, visit)
        if self._public:
            return "no_token"
        return "foreign_origin" if visit.foreign(self.access.origins) else _Proof()

    def _token(self, text: str) -> _Proof | Reason:
        token = read_token(text, self._keys.secret, audience=self.access.audience, now=self._now())
        if not isinstance(token, Token):
            return token
        once = f"token:{token.id}" if self.access.once else ""
        return _Proof(subject=token.subject, once=once, until_s=token.until_s)

    def _signature(self, scheme: str, visit: Visit) -> _Proof | Reason:
        secret = self._keys.signatures.get(scheme)
        if secret is None:
            return "no_signature" if self._public else _Proof()
        url = urlsplit(visit.url)
        if self.access.public_url:
            here = urlsplit(self.access.public_url)
            url = url._replace(scheme=here.scheme, netloc=here.netloc)
        request = Request(
            visit.method, urls_of(url.geturl()), visit.headers, visit.params, visit.body
        )
        verdict = SCHEMES[scheme].check(request, secret, self._now())
        if not isinstance(verdict, Genuine):
            return verdict
        return _Proof(signed=True, once=verdict.once, until_s=verdict.until_s)

    def _use_up(self, proof: _Proof) -> Reason | None:
        """Use up what is for once: last, so that a refusal for another reason costs no token."""
        used = proof.once and self.once.use(proof.once, proof.until_s, self._now())
        if used == "full":
            return "too_many_tokens"
        return "replayed" if used else None

    def _attempts(self, visit: Visit) -> Allowance | None:
        return None if visit.local else self.sources.get(source_of(visit.address)).attempts

    def _refuse(self, reason: Reason, visit: Visit) -> Refused:
        self.on_refused(reason)
        if self._log.spend(1):
            logger.warning("refused a client from {}: {}", masked(visit.address), reason)
        return Refused(reason)


@dataclass(frozen=True, slots=True)
class _Proof:
    """Why somebody may come in.

    Attributes:
        signed: True if a carrier signed the request.
        subject: Whom the token was made for.
        once: What may be used once.
        until_s: Until when.
    """

    signed: bool = False
    subject: str = ""
    once: str = ""
    until_s: float = 0.0
