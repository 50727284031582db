"""Commands about the office and its database: init, demo, check, backup, restore, migrate."""

from __future__ import annotations

import sys
from argparse import Namespace as Options
from dataclasses import fields
from pathlib import Path

from gkcase.commands.common import FAILED, Misused, Told, database_of, facts_of, office_of, say
from gkcase.domain.terms import Role
from gkcase.domain.words import clean_text
from gkcase.services import checking, demo, keeping
from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import Office, create_office, open_office
from gkcase.services.papers_folder import use_folder
from gkcase.services.people import save_person

HEAD = "负责人"


def init(options: Options) -> int:
    """Make a new, empty office."""
    path, profile = database_of(options), _profile(options)
    person, head = clean_text(options.person or "", "姓名"), clean_text(options.head, HEAD)
    if options.files and "://" not in path:
        raise Misused("--files 只用于共享数据库（PostgreSQL）；数据库文件的附件就在它旁边")
    office = create_office(path, profile, acting=person)
    try:
        if options.files:
            use_folder(office, Path(options.files).absolute())
        if head:
            save_person(office, head, title=HEAD, roles=[Role.HEAD])
    finally:
        office.close()
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
    """Check journal, copies, chain and papers."""
    with office_of(options) as office:
        return _reported(options, checking.check_office(office), {}, [])


def _reported(options: Options, report: checking.Report, more: dict[str, object], said: list[str]) -> int:
    """Print what a check found; with problems the command has failed, and says so in one sentence."""
    lines = [f"{finding.case or '数据库'}：{finding.what}" for finding in report.findings]
    ending = "一切正常" if report.ok else f"发现{len(report.findings)}个问题"
    lines += [*said, f"{report.cases}件案件，{report.entries}项记录，{ending}"]
    say(options, Told({**report.document(), **more}, lines))
    if not report.ok:
        print(f"发现{len(report.findings)}个问题，详见输出", file=sys.stderr)
    return 0 if report.ok else FAILED


def backup(options: Options) -> int:
    """Copy the database and its papers, proven before the copy gets its name."""
    with office_of(options) as office:
        kept = keeping.back_up(office, Path(options.to))
        report = checking.counted(office, kept.missing)
    return _reported(options, report, _kept(kept), [f"已备份到{kept.path}，{kept.files}份文件"])


def restore(options: Options) -> int:
    """Bring a copy back as a new database, and check it."""
    kept = keeping.restore(Path(options.source), Path(options.to))
    office = open_office(kept.path)
    try:
        report = checking.check_office(office)
    finally:
        office.close()
    return _reported(options, report, _kept(kept), [f"已恢复到{kept.path}，{kept.files}份文件"])


def _kept(kept: keeping.Kept) -> dict[str, object]:
    return {"file": str(kept.path), "chain": kept.head, "files": kept.files, "missing": list(kept.missing)}


def migrate(options: Options) -> int:
    """Bring the database to this program's schema."""
    revision = keeping.migrate(database_of(options))
    with office_of(options) as office:
        report = checking.counted(office)
    return _reported(options, report, {"revision": revision}, [f"数据库结构为{revision}"])
