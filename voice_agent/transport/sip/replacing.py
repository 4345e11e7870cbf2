"""Whom a second call calls, and how a third party takes a call's place (RFC 3891, 5589). Pure."""

from __future__ import annotations

from urllib.parse import quote

from voice_agent.transport.sip.dialog import Dialog
from voice_agent.transport.sip.fields import host_port, read_uri

OPTION = "replaces"
"""Name of the extension, as ``Supported`` has it."""


def is_sip(to: str) -> bool:
    """Return whether a number is a URI that says where it is."""
    return to.lower().startswith(("sip:", "sips:"))


def number_at(to: str, beside: Dialog) -> str:
    """Return the URI of a number at the PBX that a call comes from.

    Args:
        to: ``+15550100`` or ``tel:+15550100``.
        beside: That call.

    Raises:
        ProtocolError: The other side of that call has no URI that can be read.
    """
    near = read_uri(beside.target)
    number = to.partition(":")[2] if to.lower().startswith("tel:") else to
    user = quote(number.partition(";")[0], safe="+*#")
    host = host_port(near.host, near.port) if near.port else near.host
    return f"{'sips' if near.secure else 'sip'}:{user}@{host}"


def instead_of(dialog: Dialog) -> str:
    """Return the URI that has its reader call the other side of a dialog, in our place."""
    replaced = f"{dialog.call_id};to-tag={dialog.remote_tag};from-tag={dialog.local_tag}"
    bare = dialog.target.partition("?")[0]
    return f"{bare}?Replaces={quote(replaced, safe='')}"
