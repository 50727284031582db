"""Who may do what (角色和权限): one table of roles and acts, asked by services and drawn by windows.

The regulation wants the office to have a procedure for requests (第四十五条); that whoever drafts does not sign
and that those who watch over the work do not change it follows from it. That who runs the computers neither works
on cases nor reads them, and that somebody else looks at the records, is the separation of the three powers (三权分立)
of GB/T 22239-2019; that few see personal data, 《个人信息保护法》第五十一条.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from gkcase.domain.state import Objection
from gkcase.domain.terms import Event, Role, Term

WORK, POWERS = "第四十五条", "《网络安全等级保护基本要求》（GB/T 22239-2019）"


class May(Term):
    """The acts of an office that somebody may or may not do (权限); the label follows 不能."""

    OWN = "own", "保存自己的草稿和列表"
    SEE_CASES = "see_cases", "查看案件内容"
    REVEAL = "reveal", "显示个人信息"
    EXPORT_OPEN = "export_open", "不遮盖个人信息地导出"
    REGISTER = "register", "登记申请和收件"
    HANDLE = "handle", "办理案件"
    NOTE = "note", "记事和会商"
    DECIDE = "decide", "拟稿送审"
    EXTEND = "extend", "延长答复期限"
    SIGN_LEGAL = "sign_legal", "法制审核"
    SIGN_HEAD = "sign_head", "签发"
    RETURN = "return", "退回送审稿"
    SEND = "send", "送达答复"
    ARCHIVE = "archive", "归档"
    VOID = "void", "作废记录"
    ERASE = "erase", "清除记录内容"
    REPORT = "report", "定稿年报"
    IMPORT = "import", "导入数据"
    RULES = "rules", "修改日历和规则选择"
    TEMPLATES = "templates", "更换文书模板"
    SETTINGS = "settings", "修改单位设置和审签路线"
    PEOPLE = "people", "管理人员和登录密码"
    BACKUP = "backup", "备份和恢复"
    CHECK = "check", "检查数据"
    HISTORY = "history", "查看全部操作记录"


M = May
_SIGNER = frozenset({M.OWN, M.SEE_CASES, M.REVEAL, M.NOTE, M.RETURN, M.VOID, M.CHECK})

RIGHTS: Mapping[Role, frozenset[May]] = {
    Role.CLERK: frozenset(
        {M.OWN, M.SEE_CASES, M.REVEAL, M.EXPORT_OPEN, M.REGISTER, M.HANDLE, M.NOTE, M.DECIDE, M.EXTEND}
        | {M.RETURN, M.SEND, M.ARCHIVE, M.VOID, M.REPORT, M.IMPORT, M.RULES, M.CHECK}
    ),
    Role.REVIEWER: _SIGNER | {M.SIGN_LEGAL},
    Role.HEAD: _SIGNER | {M.SIGN_HEAD, M.EXTEND, M.ERASE, M.RULES},
    Role.MANAGER: frozenset({M.OWN, M.SEE_CASES, M.REVEAL, M.EXPORT_OPEN, M.REPORT, M.CHECK}),
    Role.AUDITOR: frozenset({M.OWN, M.SEE_CASES, M.CHECK, M.HISTORY}),
    Role.ADMINISTRATOR: frozenset({M.OWN, M.TEMPLATES, M.SETTINGS, M.PEOPLE, M.BACKUP, M.CHECK}),
}
"""The one table: auditors change nothing, administrators see no case, managers see all and freeze reports.

Whoever may see cases sees the board, registers and reports made of them too."""

HARMLESS = frozenset({M.OWN, M.SEE_CASES, M.CHECK, M.HISTORY})
"""The acts that change nothing of the office's record."""

APART = (Role.ADMINISTRATOR, Role.AUDITOR)
"""Roles that go with no other: who runs the system and who looks at the records do none of the work."""

_NEEDS: Mapping[Event, frozenset[May]] = {
    Event.RECEIVED: frozenset({M.REGISTER}),
    Event.DELIBERATED: frozenset({M.NOTE}),
    Event.NOTED: frozenset({M.NOTE}),
    Event.EXTENDED: frozenset({M.EXTEND}),
    Event.SUBMITTED: frozenset({M.DECIDE}),
    Event.SIGNED: frozenset({M.SIGN_LEGAL, M.SIGN_HEAD}),
    Event.RETURNED: frozenset({M.RETURN}),
    **dict.fromkeys((Event.REPLIED, Event.RESENT, Event.MAIL_RETURNED), frozenset({M.SEND})),
    **dict.fromkeys((Event.NOTICE_SERVED, Event.SERVED), frozenset({M.SEND})),
    Event.ARCHIVED: frozenset({M.ARCHIVE}),
    Event.VOIDED: frozenset({M.VOID}),
}


def needed(event: Event, *, on_paper: bool = False) -> frozenset[May]:
    """The acts of which one is enough to enter a step; a signature given on paper is entered by the clerk too."""
    found = _NEEDS.get(event, frozenset({M.HANDLE}))
    return found | {M.HANDLE} if event is Event.SIGNED and on_paper else found


def rights_of(roles: Iterable[Role]) -> frozenset[May]:
    """Everything that somebody with these roles may do."""
    return frozenset[May]().union(*(RIGHTS[role] for role in roles))


def may(roles: Collection[Role], event: Event, *, on_paper: bool = False) -> bool:
    """Whether somebody with these roles may enter a step."""
    return not needed(event, on_paper=on_paper).isdisjoint(rights_of(roles))


def who_may(event: Event) -> tuple[Role, ...]:
    """The roles that may enter a step, for the sentence that refuses somebody else."""
    return holders(needed(event))


def holders(acts: Collection[May]) -> tuple[Role, ...]:
    """The roles that may do one of these acts."""
    return tuple(role for role in Role if not RIGHTS[role].isdisjoint(acts))


def incompatible(roles: Collection[Role]) -> Objection | None:
    """Why nobody may have these roles at once; None where they go together."""
    alone = next((role for role in APART if role in roles), None)
    if alone is None or len(set(roles)) == 1:
        return None
    others = "、".join(role.label for role in Role if role in roles and role is not alone)
    said = f"“{alone.label}”不能与“{others}”由同一人担任，请分给两个人"
    return Objection(said, article=POWERS, field="roles")


def lacking(
    name: str, roles: Collection[Role], rights: Collection[May], acts: Collection[May]
) -> Objection | None:
    """Why somebody with these rights may do none of these acts; None where one of them is allowed.

    `rights` can be more than those of the roles: deputies have those of whom they stand in for (代签).
    """
    if not set(acts).isdisjoint(rights):
        return None
    if not roles:
        said = f"{name}还没有角色，请系统管理员在“设置”的“人员”中指定"
        return Objection(said, article=WORK, field="by")
    wanted = "或者".join(f"“{role.label}”" for role in holders(acts))
    if M.SEE_CASES in acts:
        said = "系统管理员不能查看案件内容，请由办理或者监督案件的人员登录"
        return Objection(said, article=POWERS, field="by")
    what = "、".join(act.label for act in May if act in acts)
    held = "、".join(role.label for role in Role if role in roles)
    said = f"{name}的角色是{held}，不能{what}，应由角色为{wanted}的人办理"
    return Objection(said, article=WORK, field="by")
