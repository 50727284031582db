"""The clock set back (时钟倒退): going on with a reason, where the clock of the last record was the wrong one."""

from __future__ import annotations

from gkcase.domain.errors import Refusal
from gkcase.domain.rights import May
from gkcase.domain.words import clean_text
from gkcase.services.office import Change, Office, Topic
from gkcase.storage import audit
from gkcase.storage.canonical import moment

WHO = (May.RULES, May.SETTINGS)
"""Whoever answers for the days of the office, or for its computers, says which clock is right."""
IN_ORDER = "本机时钟没有早于最近的记录，不需要说明理由"


def go_on(office: Office, reason: str) -> Change:
    """Take this computer's clock for the right one, with the reason and both times on the chain."""
    reason = clean_text(reason, "理由", field="reason")
    if not reason:
        raise Refusal("时钟倒退后继续须写明理由，如“上次开机时日期设成了明年，现已校准”", "", "reason")
    with office.transaction(*WHO) as session:
        now = office.now()
        last = audit.behind(session, now)
        if last is None:
            raise Refusal(IN_ORDER, "", "reason")
        told = {"reason": reason, "now": moment(now), "last": moment(last)}
        audit.append(session, at=now, who=office.acting, act=audit.CLOCK_SET_BACK, detail=told)
    return Change(Topic.SETTINGS, said="理由已记入审计链，按本机现在的时间继续")
