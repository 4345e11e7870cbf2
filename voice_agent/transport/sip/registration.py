"""Our registration at a registrar (RFC 3261, section 10): kept up as long as it is wanted. Pure."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip.call import new_tag
from voice_agent.transport.sip.dialog import Dialog, Here
from voice_agent.transport.sip.digest import Credentials
from voice_agent.transport.sip.fields import read_address
from voice_agent.transport.sip.message import Response
from voice_agent.transport.sip.proving import proof
from voice_agent.transport.sip.transactions import Asking, Peer

FIRST_RETRY_S, LAST_RETRY_S = 5.0, 300.0
_NEVER = float("inf")


@dataclass(slots=True)
class Registration:
    """One registration.

    Attributes:
        asking: Our requests.
        here: Our contact.
        address: The URI that others call.
        registrar: URI of the registrar.
        peer: Where it is.
        credentials: Ours.
        expires_s: How long it is to be good.
        told: Told whenever it comes or goes: whether it is good, and the last status.
        good: Whether the registrar has us.
    """

    asking: Asking
    here: Here
    address: str
    registrar: str
    peer: Peer
    credentials: Credentials
    expires_s: int = 300
    told: Callable[[bool, int], None] = lambda good, status: None
    good: bool = False
    _dialog: Dialog = field(init=False)
    _next_at: float = 0.0
    _retry_s: float = FIRST_RETRY_S
    _stopping: bool = False

    def __post_init__(self) -> None:
        self._dialog = Dialog(
            self.here,
            secrets.token_hex(16),
            self.address,
            new_tag(),
            self.address,
            "",
            self.registrar,
        )

    def lost(self, peer: Peer, now: float) -> None:
        """Register anew, in a while, if the connection to the registrar has ended."""
        if peer == self.peer and not self._stopping:
            if self.good:
                self.told(False, 503)
            self.good = False
            self._next_at = min(self._next_at, now + self._retry_s)

    def moved(self, here: Here) -> None:
        """Register from another contact: another connection is another port."""
        self.here = self._dialog.here = here

    def later(self, now: float) -> None:
        """Wait for a connection to the registrar."""
        self._next_at = now + self._retry_s
        self._retry_s = min(2 * self._retry_s, LAST_RETRY_S)

    def due(self) -> float:
        """Return when ``elapsed`` has something to do."""
        return self._next_at

    def elapsed(self, now: float) -> None:
        """Register, if it is time to."""
        if now >= self._next_at:
            self._next_at = _NEVER
            self._ask(now, self.expires_s)

    def stop(self, now: float) -> None:
        """Take the registration back."""
        self._stopping, self._next_at = True, _NEVER
        if self.good:
            self._ask(now, 0)

    def _ask(self, now: float, expires_s: int, proven: tuple[str, str] | None = None) -> None:
        extra = [("expires", str(expires_s)), ("supported", "path")]
        request = self._dialog.request("REGISTER", [*extra, *([proven] if proven else [])])

        def heard(response: Response, at: float) -> None:
            if response.status < 200:
                return
            said = None if proven else proof(request, response, self.credentials)
            if said is not None:
                self._ask(at, expires_s, said)
            elif not self._stopping:
                self._answered(response, at)

        self.asking.ask(request, self.peer, now, heard)

    def _answered(self, response: Response, now: float) -> None:
        status = response.status
        if status == 423:
            least = response.headers.get("min-expires")
            if least.isascii() and least.isdecimal() and len(least) < 8:
                self.expires_s = max(self.expires_s, int(least))
        if status < 300:
            granted = self._granted(response)
            self._retry_s = FIRST_RETRY_S
            # Before it ends, and early enough for a second try.
            self._next_at = now + max(granted / 2, 1.0)
        else:
            self._next_at = now + (0.5 if status == 423 else self._retry_s)
            self._retry_s = min(2 * self._retry_s, LAST_RETRY_S)
        self.good = status < 300
        self.told(self.good, status)

    def _granted(self, response: Response) -> float:
        for contact in response.headers.all("contact"):
            try:
                address = read_address(contact)
            except ProtocolError:
                continue
            granted = address.parameters.get("expires", "")
            if self.here.contact in address.uri and granted.isascii() and granted.isdecimal():
                return float(granted[:8])
        header = response.headers.get("expires")
        number = header.isascii() and header.isdecimal()
        return float(header[:8]) if number else float(self.expires_s)
