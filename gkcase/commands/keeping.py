"""Commands about the office and its database: init, demo, check, migrate."""

from __future__ import annotations

import sys
from argparse import Namespace as Options
from dataclasses import fields, replace
from pathlib import Path

from gkcase.commands.common import Misused, Told, database_of, facts_of, key_of, office_of, say
from gkcase.commands.keys import KEEP
from gkcase.commands.reported import meter, report_on
from gkcase.domain.terms import Role
from gkcase.domain.words import clean_text
from gkcase.services import checking, demo, keeping
from gkcase.services.anchors import check_anchor
from gkcase.services.clock_guard import go_on
from gkcase.services.dossier import OfficeProfile
from gkcase.services.history import accept_mark
from gkcase.services.office import Office, create_office
from gkcase.services.papers_folder import use_folder
from gkcase.services.people import save_person

HEAD = "负责人"


def init(options: Options) -> int:
    """Make a new, empty office."""
    path, profile = database_of(options), _profile(options)
    person, head = clean_text(options.person or "", "姓名"), clean_text(options.head, HEAD)
    if options.files and "://" not in path:
        raise Misused("--files 只用于共享数据库（PostgreSQL）；数据库文件的附件就在它旁边")
    office = create_office(path, profile, acting=person, encrypted=not options.plain)
    code = office.recovery_code
    try:
        if options.files:
            use_folder(office, Path(options.files).absolute())
        if head:
            save_person(office, head, title=HEAD, roles=[Role.HEAD])
    finally:
        office.close()
    if code and not options.json:  # a program that reads the document asks for a code by `key recovery`
        print(f"数据库已加密，恢复码：{code}。{KEEP}", file=sys.stderr)
    document = {"office": profile.name, "database": path}
    return say(options, Told(document, [f"已建立{profile.name}，数据库在{path}"]))


def _profile(options: Options) -> OfficeProfile:
    """What was typed of the office, checked before anything is made."""
    name, short = clean_text(options.office, "单位名称"), clean_text(options.short, "机关代字")
    if not name or not short:
        raise Misused("--office 和 --short 不能为空")
    known = [field.name for field in fields(OfficeProfile) if field.name not in ("name", "short")]
    rest: dict[str, str] = {}
    for key, value in facts_of(options.set).items():
        if key not in known or not isinstance(value, str):
            raise Misused(f"--set 的“{key}”应为下列之一，且只写一次：{'、'.join(known)}")
        rest[key] = clean_text(value, key)
    return OfficeProfile(name, short, **rest)


def demo_(options: Options) -> int:
    """Fill an empty office with the demo township, or with cases whose yearly report is a given one."""
    with office_of(options) as office:
        made = _from_report(office, options.from_report) if options.from_report else demo.fill(office)
        return say(options, Told({"cases": made}, [f"示例数据已放入，共{made}件"]), office)


def _from_report(office: Office, file: str) -> int:
    from gkcase.services import from_report

    return from_report.fill(office, from_report.read_figures(Path(file)))


def check(options: Options) -> int:
    """Check journal, copies, chain and papers; with an anchor also a digest that was printed."""
    with office_of(options) as office:
        said = [go_on(office, options.accept_clock).said] if options.accept_clock else []
        said += [accept_mark(office, options.accept_shorter).said] if options.accept_shorter else []
        paper = check_anchor(office, options.anchor) if options.anchor else None
        report = checking.check_office(office, files=not options.no_files, report=meter())
    if paper is not None and paper.ok:
        said.append(paper.said)
    elif paper is not None:
        report = replace(report, findings=(*report.findings, checking.Finding("", paper.said)))
    return report_on(options, report, {}, said)


def migrate(options: Options) -> int:
    """Bring the database to this program's schema."""
    revision = keeping.migrate(database_of(options), key_of(database_of(options)))
    with office_of(options, asking=False) as office:
        report = checking.counted(office)
    return report_on(options, report, {"revision": revision}, [f"数据库结构为{revision}"])
