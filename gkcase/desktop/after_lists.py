"""The five lists of the archive page: what each shows of a case, and which acts it offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from gkcase.desktop.badges import Mark
from gkcase.domain.identity import mask_name
from gkcase.domain.terms import CaseKind, Event, dated
from gkcase.services import afterwards
from gkcase.services.afterwards import (
    CaseHead,
    DisposalLine,
    PublicationLine,
    ReassessmentLine,
    RemedyLine,
    ToArchive,
)

if TYPE_CHECKING:
    from gkcase.domain.completeness import FilePart
    from gkcase.services.office import Office

NEAR = 7
"""Calendar days before a last day from which it counts as near."""


@dataclass(frozen=True)
class Row:
    """One line on the screen and on paper; `key` names the review or publication, `parts` what the file lacks."""

    case_id: int
    number: str
    cells: tuple[str, ...]
    mark: Mark
    detail: str
    key: str = ""
    open: bool = True
    parts: tuple[FilePart, ...] = ()
    ready: bool = True


@dataclass(frozen=True)
class Act:
    """A step that can be taken from a list; `several`: for all lines that are chosen."""

    event: Event
    several: bool = False
    done: bool = False


@dataclass(frozen=True)
class AfterList:
    """One list: its columns (the last one is the badge), how it is read, and what can be done with its lines."""

    code: str
    word: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    stretch: int
    read: Callable[[Office, bool], Sequence[Any]]
    row: Callable[[Any, date], Row]
    acts: tuple[Act, ...]
    empty: tuple[str, str]
    with_done: bool = False
    sign: tuple[str, ...] = field(default=())


def _name(case: CaseHead) -> str:
    return mask_name(case.applicant, case.applicant_kind)


def _wanted(case: CaseHead) -> str:
    words = " ".join(case.wanted.split())
    return f"［更正］{words}" if case.kind is CaseKind.RECTIFICATION else words


def _due_mark(due: date, today: date) -> Mark:
    """The day itself stands in a column of its own."""
    if due < today:
        return "late", "逾期"
    return ("soon", "临近") if (due - today).days <= NEAR else ("safe", "有余")


# -- archive --------------------------------------------------------------------------------------------------


def _archive_row(line: ToArchive, today: date) -> Row:
    check, kept = line.check, line.check.retention
    until = f"至 {kept.until.isoformat()}" if kept.until else ""
    said = [f"保管期限{kept.label}（{kept.why}），自 {kept.since.isoformat()} {until}".rstrip()]
    said += [f"{words}尚未审结，审结后才能归档" for words in check.pending]
    if check.attackable_until and check.attackable_until >= today:
        said.append(f"申请复议、提起诉讼的期限到 {dated(check.attackable_until)}，此前归档须写明理由")
    said += [f"缺{part.label}：{part.todo}" for part in check.missing]
    return Row(
        line.case.id,
        line.case.number,
        (line.case.number, _name(line.case), _wanted(line.case), dated(line.ended_on), kept.label),
        _archive_mark(line, today),
        "\n".join(said),
        open=not check.pending,
        parts=check.missing,
        ready=line.ready and not (check.attackable_until and check.attackable_until >= today),
    )


def _archive_mark(line: ToArchive, today: date) -> Mark:
    check = line.check
    if check.pending:
        return "paused", "复议诉讼中"
    if not line.served:
        return "waiting", "未登记送达"
    if check.missing:
        return "soon", f"缺 {len(check.missing)} 项"
    if check.attackable_until and check.attackable_until >= today:
        return "waiting", "救济期限内"
    return "safe", "可以归档"


# -- reviews and suits ----------------------------------------------------------------------------------------


def _remedy_row(line: RemedyLine, today: date) -> Row:
    one = line.remedy
    due = (
        f"最迟 {dated(line.due)}"
        if line.due
        else (f"{dated(one.defended_on)} 已提交" if one.defended_on else "—")
    )
    said = [f"{one.label}，{dated(one.filed_on)}提起"]
    if line.defence:
        said.append(f"答复期限依据{line.defence.article}")
    if one.outcome:
        said.append(f"结果：{one.outcome}")
    if one.ordered_on:
        said.append(f"{dated(one.ordered_on)}责令重新答复")
    return Row(
        line.case.id,
        line.case.number,
        (
            line.case.number,
            _name(line.case),
            one.label,
            " ".join(part for part in (one.body, one.number) if part),
            dated(one.received_on),
            due,
        ),
        _remedy_mark(line, today),
        "；".join(said) + "。",
        key=one.id,
        open=one.pending,
    )


def _remedy_mark(line: RemedyLine, today: date) -> Mark:
    if line.due:
        return _due_mark(line.due, today)
    result = line.remedy.result
    if line.remedy.pending or result is None:
        return "waiting", "待结果"
    return "", result.label


# -- publication, re-assessment, disposal ---------------------------------------------------------------------


def _publication_row(line: PublicationLine, today: date) -> Row:
    one = line.publication
    cells = (line.case.number, one.information, dated(one.decided_on), one.decided_by, dated(line.due))
    said = f"申请人建议公开。{one.place}" if one.suggested else one.place
    mark = _due_mark(line.due, today) if one.pending else ("", "已公开")
    return Row(line.case.id, line.case.number, cells, mark, said, one.id, one.pending)


def _reassessment_row(line: ReassessmentLine, today: date) -> Row:
    before = dated(line.last_on) if line.last_on != line.replied_on else "—"
    cells = (line.case.number, _wanted(line.case), "、".join(line.results), dated(line.replied_on), before)
    mark = _due_mark(line.due, today)
    return Row(line.case.id, line.case.number, (*cells, dated(line.due)), mark, "")


def _disposal_row(line: DisposalLine, _: date) -> Row:
    cells = (
        line.case.number,
        _name(line.case),
        _wanted(line.case),
        dated(line.archived_on),
        line.retention,
        line.until.isoformat(),
    )
    said = f"存放位置：{line.place}" if line.place else ""
    return Row(line.case.id, line.case.number, cells, ("", "待鉴定"), said)


E = Event
LISTS: Mapping[str, AfterList] = {
    made.code: made
    for made in (
        AfterList(
            "archive",
            "待归档",
            ("编号", "申请人", "申请内容", "办结日期", "保管期限", "归档"),
            (130, 110, 300, 140, 90, 130),
            2,
            lambda office, _: afterwards.to_archive(office),
            _archive_row,
            (Act(E.ARCHIVED, several=True),),
            ("没有待归档的案件", "已答复、已终止的案件在这里等待归档（第四十五条）"),
        ),
        AfterList(
            "remedies",
            "复议诉讼",
            ("编号", "申请人", "救济途径", "机关和案号", "收到副本", "提交答复", "状态"),
            (130, 100, 190, 240, 140, 180, 110),
            3,
            lambda office, done: afterwards.remedy_lines(office, only_open=not done),
            _remedy_row,
            (Act(E.DEFENCE_FILED), Act(E.REMEDY_DECIDED), Act(E.REPLY_ORDERED, done=True)),
            ("没有尚未审结的复议、诉讼", "收到复议申请书、起诉状副本后，在案件中登记“复议诉讼”"),
            with_done=True,
        ),
        AfterList(
            "publications",
            "转主动公开",
            ("编号", "转为主动公开的信息", "决定日期", "决定人", "最后日期", "状态"),
            (130, 320, 140, 90, 140, 130),
            1,
            lambda office, done: afterwards.publication_lines(office, only_open=not done),
            _publication_row,
            (Act(E.PUBLISHED, several=True),),
            (
                "没有待主动公开的信息",
                "决定转为主动公开的，自决定之日起20个工作日内公开（第四十四条、第二十六条）",
            ),
            with_done=True,
        ),
        AfterList(
            "reassessments",
            "定期评估",
            ("编号", "申请内容", "不予公开的理由", "答复日期", "上次评估", "评估日期", "状态"),
            (130, 300, 120, 140, 140, 140, 100),
            1,
            lambda office, _: afterwards.reassessment_lines(office),
            _reassessment_row,
            (Act(E.REASSESSED, several=True),),
            ("没有到期的评估", "不予公开的信息每年评估一次，情形变化可以公开的应当公开（第十八条）"),
        ),
        AfterList(
            "disposal",
            "到期鉴定",
            ("编号", "申请人", "申请内容", "归档日期", "保管期限", "到期日", "鉴定"),
            (130, 110, 300, 140, 90, 110, 100),
            2,
            lambda office, _: afterwards.disposal_lines(office),
            _disposal_row,
            (),
            ("没有保管期限届满的案卷", "期限届满的案卷先鉴定，经批准后销毁纸质案卷，在这里清除个人信息"),
            sign=("鉴定意见：", "鉴定人：", "负责人：", "日期："),
        ),
    )
}
"""The lists in the order of their chips."""


def read_rows(office: Office, code: str, with_done: bool) -> list[Row]:
    """The lines of a list as they are shown."""
    chosen = LISTS[code]
    return [chosen.row(line, office.today()) for line in chosen.read(office, with_done)]
