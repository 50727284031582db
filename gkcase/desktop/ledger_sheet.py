"""The deadline ledger in words: its lines, its days, and the annex that is printed for the file."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from gkcase.desktop.case_view import CaseView, ledger_sentence
from gkcase.domain.clock import Explained
from gkcase.domain.terms import Clock, chinese_date, dated
from gkcase.services.office import Office
from gkcase.services.reading import LedgerView

LINES = ("日期", "事项", "作用", "工作日", "届满日", "依据")
DAYS = ("日期", "第几日", "计入或不计入的原因")
WAITING = {
    Clock.PAUSE: "等待意见",
    Clock.LIMIT: "等待意见",
    Clock.VOID: "待重新起算",
    Clock.STOP: "停止计算",
}


def line_rows(ledger: LedgerView) -> list[tuple[str, ...]]:
    """The lines of the ledger in words, each with the due day as it stood after it."""
    return [_line_row(row, ledger) for row in ledger.lines]


def _line_row(row: Explained, ledger: LedgerView) -> tuple[str, ...]:
    line, due = row.line, row.position.due
    last = dated(due) if due else WAITING.get(line.effect, "—")
    return dated(line.on), line.event.label, _effect(row), _days(row, ledger), last, line.basis


def _effect(row: Explained) -> str:
    if row.line.effect is Clock.START:
        return "起算，当日为第 1 日" if row.line.counts_itself else "起算，次日为第 1 日"
    if row.line.effect is Clock.EXTEND and row.position.extension_valid is False:
        return "延长，逾期告知不产生效力"
    return row.line.effect.label


def _days(row: Explained, ledger: LedgerView) -> str:
    """What a line adds to the period, or how many working days a consultation has left out."""
    line = row.line
    if line.effect in (Clock.START, Clock.EXTEND):
        return f"+{line.days}"
    if line.effect is not Clock.RESUME:
        return "—"
    sent = next((one.line.on for one in ledger.lines if _is_start_of(one, line.key)), line.on)
    left_out = sum(day.kind == "excluded" and sent < day.on <= line.on for day in ledger.days)
    return f"扣除 {left_out}"


def _is_start_of(row: Explained, key: str) -> bool:
    return row.line.effect is Clock.PAUSE and row.line.key == key


def day_rows(ledger: LedgerView) -> list[tuple[str, ...]]:
    """Every day of the ledger with its running number and the reason why it counts or not."""
    return [(dated(day.on), str(day.number or "—"), day.why) for day in ledger.days]


def annex_html(view: CaseView, office: Office) -> str:
    """The ledger as an annex for the file: how it was reckoned, every line, every day, with what calendar."""
    file, calendar = view.file, office.rules.calendar
    stand = (
        f"{office.profile.name} · 截至{chinese_date(view.today)} · "
        f"节假日安排已公布至{calendar.last_published}年 · 记录 {view.seal.acts} 条，校验值 {view.seal.hash[:16]}"
    )
    return (
        f"<h2>答复期限台账　{escape(file.number)}</h2><p>{escape(' '.join(file.wanted.split()))}</p>"
        f"<p><b>{escape(ledger_sentence(view))}</b></p>"
        f"{_table(LINES, line_rows(view.ledger))}<p></p>{_table(DAYS, day_rows(view.ledger))}"
        f"<p>{escape(stand)}</p>"
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th align="left">{escape(word)}</th>' for word in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in texts) + "</tr>" for texts in rows)
    style = 'border="1" cellspacing="0" cellpadding="3" width="100%" style="border-collapse: collapse"'
    return f"<table {style}><thead><tr>{head}</tr></thead>{body}</table>"
