from __future__ import annotations

from voice_agent.transport.sip.referral import TRANSFER_S, Referral
from voice_agent.transport.sip.states import NEVER


def test_a_first_transfer_needs_no_name() -> None:
    referral = Referral()
    assert (referral.knows(), referral.awaited, referral.awaits("")) == (False, False, False)
    referral.begin(7, 100.0)
    assert referral.ends_at == 100.0 + TRANSFER_S
    assert referral.awaits("")
    assert referral.awaits("7")
    assert not referral.awaits("6")


def test_a_second_one_is_told_by_its_number() -> None:
    referral = Referral()
    referral.begin(7, 100.0)
    referral.stop()
    assert (referral.knows(), referral.ends_at, referral.awaits("7")) == (True, NEVER, False)
    referral.begin(9, 200.0)
    assert referral.awaits("9")
    assert [referral.awaits(one) for one in ("7", "")] == [False, False]
