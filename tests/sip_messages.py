"""Messages of SIP for tests: plain ones, and those of RFC 4475 that concern a telephone."""

from __future__ import annotations

_NEEDED = {
    "Via": "SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK1;rport",
    "From": "<sip:a@b>;tag=f1",
    "To": "<sip:c@d>",
    "Call-ID": "c1",
    "Contact": "<sip:a@10.0.0.9>",
}

SDP = (
    "v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n"
    "m=audio 4000 RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n"
)


def message(
    start: str, *, body: str = "", length: str | None = None, more: str = "", **fields: str
) -> bytes:
    """Make a message; ``Call_ID='x'`` replaces a field, an empty one leaves it out."""
    method = start.split()[0]
    known = {**_NEEDED, "CSeq": f"1 {'INVITE' if method.startswith('SIP') else method}"}
    known |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f"{name}: {value}" for name, value in known.items() if value]
    if length is None and body:
        length = str(len(body))
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return ("\r\n".join([start, *lines]) + "\r\n" + more + "\r\n" + body).encode()


def invite(body: str = SDP, **fields: str) -> bytes:
    """Make an INVITE."""
    kind = {"Content_Type": "application/sdp"} if body else {}
    return message("INVITE sip:100@10.0.0.2 SIP/2.0", body=body, **{**kind, **fields})


_TORTUOUS = (
    "INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0\n"
    "TO :\n sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n\n"
    'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>\n  ;\n  tag = 98asjd8\n'
    "MaX-fOrWaRdS: 0068\nCall-ID: wsinv.ndaksdj@192.0.2.1\nContent-Length   : 4\n"
    "cseq: 0009\n  INVITE\nVia  : SIP  /   2.0\n /UDP\n    192.0.2.2;rport;branch=390skdjuw\n"
    "s :\nNewFangledHeader:   newfangled value\n continued newfangled value\n"
    "UnknownHeaderWithUnusualValue: ;;,,;;,;\nContent-Type: application/sdp\n"
    "Route:\n <sip:services.example.com;lr;unknownwith=value;unknown-no-value>\n"
    "v:  SIP  / 2.0  / TCP     spindle.example.com   ;\n  branch  =   z9hG4bK9ikj8  ,\n"
    " SIP  /    2.0   / UDP  192.168.255.111   ; branch=\n z9hG4bK30239\n"
    'm:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam =\n      newvalue ;\n'
    "  secondparam ; q = 0.33\n\nv=0\n"
).replace("\n", "\r\n")

WELL: dict[str, bytes] = {
    "wsinv": _TORTUOUS.encode()[:-1],
    "intmeth": message(
        "!interesting-Method0123456789_*+`.%indeed'~ "
        "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com SIP/2.0",
        To='"BEL:\x07 NUL:\\\x01 DEL:\x7f" <sip:1_unusual.URI~@example.com>',
    ),
    "esc01": message(
        "INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0",
        To="sip:%75se%72@example.com",
        Contact="<sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31>",
    ),
    "esc02": message("RE%47IST%45R sip:registrar.example.com SIP/2.0"),
    "lwsdisp": message("OPTIONS sip:user@example.com SIP/2.0", From="caller<sip:c@e>;tag=323"),
    "longreq": message(
        "INVITE sip:user@example.com SIP/2.0", more="X-Long: " + "a" * 5000 + "\r\n"
    ),
    "dblreq": message("REGISTER sip:e.com SIP/2.0", length="0")
    + message("INVITE sip:joe@e.com SIP/2.0"),
    "semiuri": message("OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0"),
    "transports": message(
        "OPTIONS sip:user@example.com SIP/2.0", more="v: SIP/2.0/TLS t1;branch=z9hG4bKl\r\n"
    ),
    "unreason": message("SIP/2.0 200 = 2**3 * 5**2 \u043d\u043e"),
    "noreason": message("SIP/2.0 100 "),
    "zeromf": message("OPTIONS sip:user@example.com SIP/2.0", Max_Forwards="0"),
    "baddate": message("INVITE sip:user@example.com SIP/2.0", Date="Fri, 01 Jan 2010 16:00:00 EST"),
    "unkscm": message("OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0"),
    "inv2543": message(
        "INVITE sip:UserB@example.com SIP/2.0",
        Via="SIP/2.0/UDP iftgw.example.com",
        From="<sip:+1@e>",
    ),
}
"""By their names in RFC 4475, as far as its point goes; bodies are shorter."""

_OPTIONS = "OPTIONS sip:user@example.org SIP/2.0"
ILL: dict[str, tuple[bytes, int | None]] = {
    "clerr": (message("INVITE sip:user@e.com SIP/2.0", body="v=0\r\n", length="9999"), 400),
    "ncl": (message("INVITE sip:user@e.com SIP/2.0", body="v=0\r\n", length="-999"), 400),
    "scalar02": (message("REGISTER sip:e.com SIP/2.0", CSeq="36893488147419103232 REGISTER"), 400),
    "scalarlg": (
        message("SIP/2.0 503 Service Unavailable", CSeq="9292394834772304023312 OPTIONS"),
        None,
    ),
    "quotbal": (
        message("INVITE sip:user@e.com SIP/2.0", To='"Mr. J. User <sip:j.user@e.com>'),
        400,
    ),
    "ltgtruri": (message("INVITE <sip:user@example.com> SIP/2.1"), 505),
    "lwsruri": (message("INVITE sip:user@example.com; lr SIP/2.0"), 400),
    "lwsstart": (message("INVITE  sip:user@example.com  SIP/2.0"), 400),
    "trws": (message("OPTIONS sip:remote-target@example.com SIP/2.0  "), 400),
    "bcast": (message("SIP/2.0 4294967301 better not break the receiver"), None),
    "badvers": (message("OPTIONS sip:t.watson@example.org SIP/7.0"), 505),
    "mismatch01": (message(_OPTIONS, CSeq="8 INVITE"), 400),
    "mismatch02": (message("NEWMETHOD sip:user@example.com SIP/2.0", CSeq="8 OPTIONS"), 400),
    "insuf": (message("INVITE sip:user@example.com SIP/2.0", From="", To="", Call_ID=""), None),
    "multi01": (message(_OPTIONS, more="Call-ID: 2\r\nCSeq: 9 OPTIONS\r\n"), 400),
    "mcl01": (message(_OPTIONS, length="13", body="There's no wa", more="l: 5\r\n"), 400),
    "maxfwd": (message(_OPTIONS, Max_Forwards="256"), 400),
    "noheader": (message(_OPTIONS, more="garbage\r\n"), 400),
    "ack": (message("ACK sip:a@b SIP/2.0", CSeq="x"), None),
    "empty": (b"x", None),
}
"""Messages, and the status that answers them; ``None`` for silence."""
