"""A telephone made of pjsip, as a program of its own: it calls or is called, speaks and records.

    python pj_phone.py FOLDER PORT [URI]

It plays FOLDER/say.wav into every call that it has, and records it into FOLDER/heard-N.wav. What
happens to its calls goes to standard output, one JSON object a line. A line of standard input is
done in its first call: ``keys 12#``, ``hold``, ``back``, ``hangup``. It ends when it is told to.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pjsua2 as pj


def tell(**what: object) -> None:
    print(json.dumps(what), flush=True)


class Call(pj.Call):  # type: ignore[misc]
    def __init__(self, phone: Phone, number: int = pj.PJSUA_INVALID_ID) -> None:
        super().__init__(phone, number)
        self.phone = phone
        self.recorder: Any = None
        phone.calls.append(self)

    def onCallState(self, prm: Any) -> None:
        info = self.getInfo()
        tell(state=info.stateText, remote=info.remoteUri, status=info.lastStatusCode)

    def onCallMediaState(self, prm: Any) -> None:
        info = self.getInfo()
        for one in info.media:
            if one.type == pj.PJMEDIA_TYPE_AUDIO and one.status == pj.PJSUA_CALL_MEDIA_ACTIVE:
                sound = self.getAudioMedia(one.index)
                self.phone.player.startTransmit(sound)
                if self.recorder is None:
                    self.recorder = pj.AudioMediaRecorder()
                    name = f"heard-{self.phone.calls.index(self)}.wav"
                    self.recorder.createRecorder(str(self.phone.folder / name))
                sound.startTransmit(self.recorder)

    def onCallTransferRequest(self, prm: Any) -> None:
        tell(refer=prm.dstUri)
        prm.newCall = Call(self.phone)

    def onCallReplaced(self, prm: Any) -> None:
        tell(replaced=True)
        prm.newCall = Call(self.phone, prm.newCallId)


class Phone(pj.Account):  # type: ignore[misc]
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.calls: list[Call] = []
        self.player = pj.AudioMediaPlayer()

    def onIncomingCall(self, prm: Any) -> None:
        call = Call(self, prm.callId)
        answer = pj.CallOpParam()
        answer.statusCode = 200
        call.answer(answer)


def obey(call: Call, line: str) -> None:
    """Do what a line says."""
    what, _, keys = line.strip().partition(" ")
    options = pj.CallOpParam(True)
    if what == "keys":
        call.dialDtmf(keys)
    elif what == "hold":
        call.setHold(options)
    elif what == "back":
        options.opt.flag = pj.PJSUA_CALL_UNHOLD
        call.reinvite(options)
    elif what == "hangup":
        call.hangup(options)


def main(folder: Path, port: int, uri: str = "") -> None:
    """Be a telephone until SIGTERM."""
    endpoint = pj.Endpoint()
    endpoint.libCreate()
    config = pj.EpConfig()
    config.uaConfig.threadCnt = 0
    config.uaConfig.mainThreadOnly = True
    config.logConfig.level = config.logConfig.consoleLevel = 0
    config.medConfig.clockRate = 8000
    endpoint.libInit(config)
    endpoint.audDevManager().setNullDev()
    transport = pj.TransportConfig()
    transport.port = port
    transport.boundAddress = transport.publicAddress = "127.0.0.1"
    endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
    endpoint.libStart()
    account = pj.AccountConfig()
    account.idUri = f"sip:phone@127.0.0.1:{port}"
    account.mediaConfig.transportConfig.boundAddress = "127.0.0.1"
    phone = Phone(folder)
    phone.create(account)
    phone.player.createPlayer(str(folder / "say.wav"))
    over: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: over.append(number))
    tell(ready=True)
    if uri:
        call = Call(phone)
        call.makeCall(uri, pj.CallOpParam(True))
    while not over:
        endpoint.libHandleEvents(20)
        if select.select([sys.stdin], [], [], 0)[0] and (line := sys.stdin.readline()):
            obey(phone.calls[0], line)
    endpoint.hangupAllCalls()
    endpoint.libHandleEvents(100)
    for call in phone.calls:
        call.recorder = None
    time.sleep(0.3)  # The thread of the sound completes the files.
    # Python and pjsip do not agree on who deletes what.
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
