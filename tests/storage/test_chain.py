"""The chain: what is written stays; what is changed behind the program's back is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from gkcase.domain.errors import Trouble
from gkcase.domain.terms import LetterKind
from gkcase.storage import audit, check, journal_store, triggers
from gkcase.storage.engine import Store, open_store
from gkcase.storage.tables import AttachmentRow, AuditRow, LetterRow
from tests.storage.shorthand import NOTED, NOW, RECEIVED, add_case


def found_in(store: Store) -> list[str]:
    with store.reading() as session:
        return [problem.what for problem in check.problems(session, store.files)]


def with_papers(store: Store) -> int:
    """A case of three entries with an attachment and a letter."""
    scan = store.files.put_bytes(b"%PDF scan", "扫描件.pdf")
    made = store.files.put_bytes(b"PK letter", "补正告知书.docx")
    case_id = add_case(store, RECEIVED, NOTED, NOTED)
    with store.transaction() as session:
        session.add(
            AttachmentRow(
                case_id=case_id, seq=1, sha256=scan.sha256, name=scan.name, size=scan.size, media_type="",
                added_at=NOW, added_by="李经办",
            )
        )  # fmt: skip
        session.add(
            LetterRow(
                case_id=case_id, seq=2, kind=LetterKind.RECEIPT, number="青公开〔2026〕1号", sha256=made.sha256,
                name=made.name, size=made.size, made_at=NOW, made_by="李经办", quoted_due=NOW.date(),
            )
        )  # fmt: skip
    return case_id


def test_an_untouched_store_has_no_problem(store: Store) -> None:
    with_papers(store)
    assert found_in(store) == []


def test_every_act_is_a_link(store: Store) -> None:
    with_papers(store)
    with store.reading() as session:
        acts = session.scalars(select(AuditRow.act).order_by(AuditRow.n)).all()
        assert list(acts) == ["entered"] * 3 + ["attached", "written"]
        assert audit.head(session).n == 5


def test_journal_and_chain_hold_no_words_of_the_applicant(store: Store) -> None:
    with_papers(store)
    with store.reading() as session:
        for table in ("journal", "audit"):
            assert "征收补偿" not in str(session.execute(text(f"SELECT * FROM {table}")).all())


FORBIDDEN = [
    "UPDATE journal SET recorded_by = '王' WHERE seq = 2",
    "DELETE FROM journal WHERE seq = 3",
    "UPDATE audit SET who = '王' WHERE n = 2",
    "DELETE FROM audit WHERE n = 5",
    "UPDATE letters SET sha256 = '0'",
    "DELETE FROM letters",
    "UPDATE attachments SET name = 'x'",
    "DELETE FROM attachments",
    "DELETE FROM payloads",
    "UPDATE payloads SET body = '{}' WHERE seq = 2",
    "UPDATE payloads SET salt = '00' WHERE seq = 2",
    "UPDATE payloads SET body = NULL WHERE seq = 2",
    "UPDATE payloads SET seq = 9 WHERE seq = 2",
]
FORBIDDEN_IN = {
    "sqlite": [
        "INSERT OR REPLACE INTO journal SELECT case_id, seq, event, occurred_on, recorded_at, '王', person_id,"
        " payload_hash, op_id, signer FROM journal WHERE seq = 2",
        "INSERT OR REPLACE INTO journal SELECT case_id, 4, event, occurred_on, recorded_at, '王', person_id,"
        " payload_hash, 'act', signer FROM journal WHERE seq = 2",
        "INSERT OR REPLACE INTO audit SELECT n, at, '王', act, case_id, seq, detail, payload_hash, previous, hash, mac"
        " FROM audit WHERE n = 2",
        "INSERT INTO audit SELECT 6, at, who, act, case_id, seq, detail, payload_hash, previous, hash, mac"
        " FROM audit WHERE n = 2",
        "INSERT OR REPLACE INTO payloads SELECT case_id, seq, salt, '{}', NULL FROM payloads WHERE seq = 2",
        "INSERT OR REPLACE INTO letters SELECT id, case_id, seq, kind, number, '0', name, size, made_at, made_by,"
        " quoted_due FROM letters",
        "INSERT OR REPLACE INTO attachments SELECT id, case_id, seq, '0', name, size, media_type, added_at,"
        " added_by FROM attachments",
        "UPDATE OR REPLACE journal SET seq = 3 WHERE seq = 2",
    ],
    "postgresql": [f"TRUNCATE {table} CASCADE" for table in (*triggers.GROWING, "payloads", "cases")],
}


def test_the_database_refuses_every_change_of_the_record(store: Store) -> None:
    case_id = with_papers(store)
    with store.transaction() as session:
        journal_store.append(session, case_id, NOTED, at=NOW, op_id="act")
        session.execute(text("SELECT 1"))
    for statement in FORBIDDEN + FORBIDDEN_IN[store.dialect]:
        with pytest.raises(Exception, match=r"only|emptied|out of sequence|更新"):
            run(store, statement)
    assert found_in(store) == []


def run(store: Store, *statements: str) -> None:
    with store.transaction() as session:
        for statement in statements:
            session.execute(text(statement))


def drop_guards(connection: Connection) -> None:
    """What somebody does who has the file, or the superuser's password."""
    if connection.dialect.name == "sqlite":
        for name in [
            row.name
            for row in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        ]:
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    else:
        connection.execute(text("SET LOCAL session_replication_role = replica"))


TAMPERED: dict[str, tuple[list[str], str]] = {
    "a row of the chain": (["UPDATE audit SET who = '王' WHERE n = 2"], "审计链第2条被改动过"),
    "a link cut out": (["DELETE FROM audit WHERE n = 2"], "审计链缺少第2条至第2条记录"),
    "two links exchanged": (
        [f"UPDATE audit SET n = {new} WHERE n = {old}" for new, old in ((99, 2), (2, 3), (3, 99))],
        "审计链第2条与上一条接不上",
    ),
    "the day of an entry": (
        ["UPDATE journal SET occurred_on = '2026-02-02' WHERE seq = 2"],
        "第2条办理记录与审计链不一致",
    ),
    "who entered it": (
        ["UPDATE journal SET recorded_by = '王' WHERE seq = 2"],
        "第2条办理记录与审计链不一致",
    ),
    "the words of an entry": (
        ["UPDATE payloads SET body = replace(body, '征收', '拆迁') WHERE seq = 1"],
        "第1条办理记录的内容被改动过",
    ),
    "words that vanished": (
        ["UPDATE payloads SET body = NULL, salt = NULL, erased_at = '2026-03-03 00:00:00' WHERE seq = 2"],
        "第2条办理记录的内容不见了",
    ),
    "an entry taken out": (
        ["DELETE FROM payloads WHERE seq = 3", "DELETE FROM journal WHERE seq = 3"],
        "第3条办理记录不见了，审计链里还有它",
    ),
    "the last links cut off": (["DELETE FROM audit WHERE n >= 3"], "第3条办理记录没有写入审计链"),
    "another day quoted by a letter": (
        ["UPDATE letters SET quoted_due = '2026-12-31'"],
        "“补正告知书.docx”的记录与审计链不一致",
    ),
    "an attachment taken out": (
        ["DELETE FROM attachments"],
        "第1条办理记录的附件或文书的记录不见了，审计链里还有它",
    ),
    "who made a letter": (
        ["UPDATE letters SET made_by = '别人'"],
        "“补正告知书.docx”的记录与审计链不一致",
    ),
    "who added an attachment": (
        ["UPDATE attachments SET added_by = '别人'"],
        "“扫描件.pdf”的记录与审计链不一致",
    ),
}


@pytest.mark.parametrize(("statements", "told"), TAMPERED.values(), ids=TAMPERED.keys())
def test_tampering_is_found(store: Store, statements: list[str], told: str) -> None:
    case_id = with_papers(store)
    with store.transaction() as session:
        drop_guards(session.connection())
        for statement in statements:
            session.execute(text(statement))
    with store.reading() as session:
        found = check.problems(session, store.files)
    assert told in [problem.what for problem in found]
    named = [problem for problem in found if problem.what == told]
    assert named[0].case_id in (case_id, None)


def test_missing_triggers_are_found(store: Store) -> None:
    on = "" if store.dialect == "sqlite" else " ON journal"
    name = "journal_delete" if store.dialect == "sqlite" else "journal_change"
    run(store, f"DROP TRIGGER {name}{on}")
    assert found_in(store) == [f"防改动的触发器缺失或被改过：{name}"]


def test_switched_off_triggers_are_found(store: Store) -> None:
    changes = {
        "sqlite": [
            "DROP TRIGGER audit_update",
            "CREATE TRIGGER audit_update BEFORE UPDATE ON audit BEGIN SELECT 1; END",
        ],
        "postgresql": ["ALTER TABLE audit DISABLE TRIGGER audit_change"],
    }
    run(store, *changes[store.dialect])
    assert len(found_in(store)) == 1


def test_words_can_be_emptied_and_the_chain_still_holds(store: Store) -> None:
    case_id = with_papers(store)
    with store.transaction() as session:
        journal_store.erase(session, case_id, 1, at=NOW, who="王管理")
    with store.reading() as session:
        lines = journal_store.recorded(session, case_id)
        assert [line.erased for line in lines] == [True, False, False]
        assert lines[0].entry.facts == {}
        assert not session.execute(text("SELECT 1 FROM payloads WHERE body LIKE '%征收补偿%'")).all()
    assert found_in(store) == []
    with pytest.raises(DBAPIError):
        run(store, "UPDATE payloads SET body = '{}', salt = '00', erased_at = NULL WHERE seq = 1")


def test_a_paper_that_is_lost_or_altered_is_named(store: Store) -> None:
    with_papers(store)
    with store.reading() as session:
        (scan,) = session.scalars(select(AttachmentRow.sha256))
        (letter,) = session.scalars(select(LetterRow.sha256))
    store.files.path(scan).unlink()
    store.files.path(letter).write_bytes(b"other")
    first, second = found_in(store)
    assert first.startswith("“扫描件.pdf”：文件不见了")
    assert second.startswith("“补正告知书.docx”：文件内容被改动过")


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises((DBAPIError, Trouble)), store.reading() as session:
        session.execute(text("INSERT INTO settings VALUES ('a', '1')"))


def test_the_chain_goes_on_after_reopening(tmp_path: Path, store: Store, database: str) -> None:
    add_case(store)
    other = open_store(database, files=tmp_path / "files")
    add_case(other)
    with other.transaction() as session:
        audit.append(session, at=NOW, who="王", act="settings", detail={"key": "policy"})
    other.close()
    assert found_in(store) == []
    with store.reading() as session:
        assert audit.head(session).n == 3
