"""A row of an old ledger as the journal of a case: what happened on which day, and what was never written down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry, Fact, Facts
from gkcase.domain.ledger_words import (
    is_nothing,
    plain,
    read_day,
    read_delivery,
    read_opinion,
    read_remedy_result,
)
from gkcase.domain.receipt import ROUTES
from gkcase.domain.reply_guards import reply_date_fact
from gkcase.domain.terms import Channel, Delivery, Event, Remedy, chinese_date
from gkcase.services.bulk import History, Prepared, prepare
from gkcase.services.ledger_row import NotTaken, RowRead
from gkcase.services.office import Office

E = Event
AS_WRITTEN = "旧台账如此记载"
NOT_WRITTEN = "旧台账未载明"
CORRECT = "请核对两处，改正后重新导入"
BY_CHANNEL = {
    Channel.IN_PERSON: Delivery.HAND,
    Channel.ORAL: Delivery.HAND,
    Channel.EMAIL: Delivery.EMAIL,
    Channel.INTERNET: Delivery.ONLINE,
}
"""How an answer is taken to have left where the ledger does not say: as the request came, else by post."""


@dataclass(frozen=True)
class Told:
    """What a row tells of a case: its journal, its number, and who asked for what when."""

    prepared: Prepared
    number: tuple[int, int]
    who: tuple[str, date, str]


class _Case:
    """The journal of one row while it is put together."""

    def __init__(self, office: Office, row: RowRead) -> None:
        self._office, self._row = office, row
        self.received = self._received()
        self.channel = row.channel()
        self.result = row.result()
        if len(self.result.several) > 1:
            labels = "、".join(office.replies[code].label for code in self.result.several)
            taken = office.replies[self.result.code].label
            row.find("result", f"写了几种答复结果：{labels}", f"已按“{taken}”导入，请核对")
        self.ended: date | None = None
        self.last: list[Entry] = []
        self.sides: list[Entry] = []
        self.after: list[Entry] = []

    def _received(self) -> date:
        on = self._row.receipt()
        if on > self._office.today():
            raise NotTaken("received", f"收到日期{chinese_date(on)}晚于今天", "请核对年份，改正后重新导入")
        return on

    def entry(self, event: Event, on: date, **facts: Fact) -> Entry:
        """One step, as somebody wrote it down then."""
        return Entry(event, on, self._office.acting, facts, reason=AS_WRITTEN)

    def first(self) -> list[Entry]:
        """Registration, what has no place of its own, and who had it in hand."""
        row = self._row
        name, wanted = row.text("applicant"), row.text("wanted", lines=True)
        if not name and not wanted:
            said = "没有申请人和申请内容，看不出是一件申请"
            raise NotTaken("applicant", said, "不是申请的不必处理；是的，请补写后重新导入")
        if not name:
            row.find("applicant", "没有申请人", "已导入，请在案件中补登申请人")
        made = [Entry(E.RECEIVED, self.received, self._office.acting, self._request(name, wanted))]
        registered = row.day("registered")
        if registered and registered < self.received:
            said = f"登记日期{chinese_date(registered)}早于收到日期{chinese_date(self.received)}"
            row.find("registered", said, "已按收到日期导入，请核对两个日期")
        if registered:
            row.remark("登记日期", chinese_date(registered))
        unit, handler = row.text("unit"), row.text("handler")
        if unit or handler:
            facts: dict[str, Fact] = {"to": handler or unit, "unit": unit}
            made.append(self.entry(E.ASSIGNED, self.received, **facts))
        return made

    def _request(self, name: str, wanted: str) -> Facts:
        row, on, route = self._row, self.received.isoformat(), ROUTES[self.channel]
        facts: dict[str, Fact] = {"channel": self.channel.value, route.arrival: on, "wanted": wanted}
        if route.confirmed:
            confirmed = row.day("confirmed")
            late = confirmed is not None and self.received <= confirmed <= self._office.today()
            facts["confirmed_on"] = confirmed.isoformat() if late and confirmed else on
        if self.result.code.startswith("X"):
            facts["case_kind"] = "rectification"
        facts |= {"applicant.name": name, "applicant.kind": row.kind(name).value, "imported": True}
        for key in ("phone", "address", "postcode", "email"):
            facts[f"applicant.{key}"] = row.text(key)
        if number := row.id_number():
            facts |= {"applicant.id_number": number, "applicant.id_kind": row.id_kind(number)}
        return facts

    def between(self) -> None:
        """Correction, extension and consultation, where their days are written and fit."""
        self._corrected()
        self._consulted()
        if extended := self._side("extended", "延期"):
            days: dict[str, Fact] = {"days": 20, "reason": NOT_WRITTEN}
            self.sides.append(self.entry(E.EXTENDED, extended, **days))
        self.sides.sort(key=lambda entry: entry.on)

    def _side(self, key: str, what: str) -> date | None:
        """The day of a step beside the main line; words without a day are a remark, and said where they mean yes."""
        words = plain(self._row.raw(key))
        if not words or is_nothing(words) or words in ("否", "没有", "未", "不", "0", "无延期", "未延期"):
            return None
        if words in ("是", "有", "√", "已", "Y", "1") or words == what:
            self._row.find(key, f"写明{what}，没有写日期", "已记入备注，期限未计入，请在案件中补登")
            self._row.remark(what, words)
            return None
        on = self._row.day(key)
        last = self.ended or self._office.today()
        if on is not None and not self.received <= on <= last:
            span = f"{chinese_date(self.received)}至{chinese_date(last)}"
            self._row.find(key, f"{what}日期{chinese_date(on)}不在{span}之间", "已记入备注，请核对后补登")
            self._row.remark(what, words)
            return None
        return on

    def _corrected(self) -> None:
        sent, back = self._side("correction_sent", "告知补正"), self._side("correction_back", "收到补正")
        lapsed = self.result.code == "R15" and back is None
        if sent and (lapsed or (back and back >= sent) or self.ended is None):
            self.sides.append(self.entry(E.CORRECTION_REQUESTED, sent, items=NOT_WRITTEN))
            if back:
                self.sides.append(self.entry(E.CORRECTION_RECEIVED, back))
            return
        if sent or back:
            which, lacking = ("告知补正", "收到补正") if sent else ("收到补正", "告知补正")
            key = "correction_sent" if sent else "correction_back"
            self._row.find(
                key, f"写了{which}的日期，没有写{lacking}的日期", "补正已记入备注，期限未计入，请补登"
            )
            self._row.remark(which, chinese_date(sent or back or self.received))

    def _consulted(self) -> None:
        sent, back = self._side("consult_sent", "征求意见"), self._side("consult_back", "收到意见")
        opinion, name = self._row.text("consult_opinion"), self._row.text("consult_name")
        if sent is None or (back is not None and back < sent) or (back is None and self.ended is not None):
            for label, said in (("征求意见", sent and chinese_date(sent)), ("收到意见", back and chinese_date(back)),
                                ("第三方", name), ("第三方意见", opinion)):  # fmt: skip
                self._row.remark(label, said or "")
            if sent or back:
                self._row.find(
                    "consult_sent", "征求意见的发出和收回日期不全", "已记入备注，期限未计入，请补登"
                )
            return
        facts: dict[str, Fact] = {"id": "c1", "to": "third_party", "name": name or NOT_WRITTEN}
        self.sides.append(self.entry(E.CONSULTATION_SENT, sent, **facts, information=NOT_WRITTEN))
        if back:
            view = read_opinion(opinion)
            self.sides.append(self.entry(E.CONSULTATION_ANSWERED, back, id="c1",
                                         opinion=view.value if view else "", grounds=opinion))  # fmt: skip

    def ending(self) -> None:
        """The reply, or what else ended the case."""
        row, result = self._row, self.result
        withdrawn = row.day("withdrawn") if result.code == "R17a" else None
        self.ended = row.day("replied") or row.day("finished") or withdrawn
        if self.ended is None:
            if result.code and not result.open:
                row.day("replied", must=True)  # what is written and is no day is said first
                raise NotTaken("replied", "有答复结果，没有答复日期", "请在表格中补写答复日期后重新导入")
            return
        if result.lacking:
            raise NotTaken("result", result.lacking, "请在“答复结果”栏写明，如：予以公开、信息不存在")
        if result.open:
            raise NotTaken("result", "写明正在办理，却有答复日期", CORRECT)
        if self.ended < self.received:
            said = f"答复日期{chinese_date(self.ended)}早于收到日期{chinese_date(self.received)}"
            raise NotTaken("replied", said, CORRECT)
        if self.ended > self._office.today():
            raise NotTaken("replied", f"答复日期{chinese_date(self.ended)}晚于今天", CORRECT)
        self._after()

    def end(self) -> list[Entry]:
        """The last step of the main line, once what stands between is known."""
        if self.ended is None:
            return []
        waiting = bool(self.sides) and self.sides[-1].event is E.CORRECTION_REQUESTED
        if self.result.code == "R17a":
            return [self.entry(E.WITHDRAWN, self.ended, note=NOT_WRITTEN)]
        if self.result.code == "R15" and waiting:
            return [self.entry(E.CORRECTION_LAPSED, self.ended)]
        return [self.entry(E.REPLIED, self.ended, **self._delivery(self.ended))]

    def _delivery(self, on: date) -> Facts:
        words = self._row.text("delivery")
        way = read_delivery(words) or BY_CHANNEL.get(self.channel, Delivery.POST)
        name, _ = reply_date_fact(way, self._office.rules.policy)
        facts: dict[str, Fact] = {"delivery": way.value, name: on.isoformat()}
        if number := self._row.text("tracking"):
            facts["tracking_number"] = number
        return {**facts, "kind_of_reply": self.result.code, "imported": True}

    def _after(self) -> None:
        for key, kind, body in (
            ("review", Remedy.ADMINISTRATIVE_REVIEW, self._office.profile.review_body),
            ("suit", Remedy.LITIGATION, self._office.profile.court),
        ):
            self._remedy(key, kind, body or NOT_WRITTEN)
        archived = self._row.day("archived")
        if archived and self.ended and self.ended <= archived <= self._office.today():
            self.after.append(self.entry(E.ARCHIVED, archived))
        self.after.sort(key=lambda entry: entry.on)

    def _remedy(self, key: str, kind: Remedy, body: str) -> None:
        words = plain(self._row.raw(key))
        if not words or is_nothing(words) or words in ("否", "没有", "未"):
            return
        self._row.remark(kind.label, words)
        try:
            days = read_day(words, self._row.record.year).found
        except Refusal:
            days = ()
        if not days or not self.ended or not self.ended <= days[0] <= self._office.today():
            self._row.find(key, f"{kind.label}“{words[:30]}”没有可用的日期", "已记入备注，请在案件中补登")
            return
        ident = f"r{len(self.after) + 1}"
        self.after.append(self.entry(E.REMEDY_FILED, days[0], id=ident, remedy=kind.value, body=body))
        result = read_remedy_result(words)
        if len(days) > 1 and result and days[0] <= days[1] <= self._office.today():
            facts: dict[str, Fact] = {"id": ident, "result": result.value, "outcome": words}
            self.after.append(self.entry(E.REMEDY_DECIDED, days[1], **facts))


def told(office: Office, row: RowRead, source: str) -> Told:
    """The case that a row tells of; raises NotTaken where it cannot come in."""
    case = _Case(office, row)
    case.ending()
    year, number = row.number(case.received)
    first = case.first()
    case.between()
    if case.received < office.rules.law.in_force:
        _set_aside(row, case)
    row.keep_rest()
    prepared = _judged(office, row, case, first, History((), year, number, imported=True), source)
    entry = prepared.entries[0]
    return Told(prepared, (year, number), (entry.text("applicant.name"), case.received, entry.text("wanted")))


def _set_aside(row: RowRead, case: _Case) -> None:
    """Before the present regulation there is nothing to reckon with: the days are kept as remarks."""
    for entry in (*case.sides, *case.after):
        row.remark(entry.event.label, chinese_date(entry.on))
    case.sides, case.after = [], []


def _judged(
    office: Office, row: RowRead, case: _Case, first: list[Entry], empty: History, source: str
) -> Prepared:
    """The case as the rules judge it; steps beside the main line that do not fit are kept as remarks."""
    try:
        return _prepared(office, empty, _whole(row, case, first, source))
    except Refusal as refused:
        if not case.sides and not case.after:
            raise NotTaken("received", refused.reason, CORRECT) from None
        row.find("correction_sent", refused.reason, "补正、延期、征求意见和救济已记入备注，请补登")
        _set_aside(row, case)
    try:
        return _prepared(office, empty, _whole(row, case, first, source))
    except Refusal as refused:
        raise NotTaken("received", refused.reason, CORRECT) from None


def _whole(row: RowRead, case: _Case, first: list[Entry], source: str) -> list[Entry]:
    end = case.end()
    said = "\n".join([f"旧台账：{source}，{row.sheet}，第{row.record.row}行", *row.remarks])
    note = case.entry(E.NOTED, case.received, note=said)
    return [first[0], note, *first[1:], *case.sides, *end, *case.after]


def _prepared(office: Office, empty: History, entries: list[Entry]) -> Prepared:
    """Judge the case; the reason stays only where a step is irregular."""
    made = prepare(office, replace(empty, entries=entries))
    state = replace(made.state, past=tuple(map(_plain, made.state.past)))
    return replace(made, entries=tuple(map(_plain, made.entries)), state=state)


def _plain(entry: Entry) -> Entry:
    return entry if entry.breaches else replace(entry, reason="")
