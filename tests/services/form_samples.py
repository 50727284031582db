"""Invented cases for the office's own forms: a reply on its way through signature, sending and archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from gkcase.domain.journal import Entry, Fact
from gkcase.domain.terms import Event, LetterKind, Status
from gkcase.services.dossier import Dossier, FileLine, JournalLine
from gkcase.services.values import Seal
from tests.services.letter_base import CASE, NUMBER, RECEIVED, THIRD, Sample

SHA256 = "9f2c41d07be85a3360c4de1f7a92b8850b6e3fd1c2a947f86d5013be94a7c6e8"
SEAL = Seal(1287, "5b0e9a41c7d2f38846ab10ce93f7d5217e64c08ab5f19d23e870416cfa52b93d")
DAYS = {"notice": date(2026, 12, 1), "reply": date(2026, 12, 16), "sent": date(2026, 12, 18)}


def written(kind: str, number: str, name: str, on: date, seq: int, sha256: str = "", **more: Fact) -> Entry:
    """A letter as the journal keeps it."""
    facts: dict[str, Fact] = {"kind": kind, "number": number, "name": name, "sha256": sha256 or f"{seq:064x}"}
    return Entry(Event.LETTER_WRITTEN, on, "周敏", {**facts, **more}, seq)


RECEIPT = written("receipt", "", "依申请公开〔2026〕12号_登记回执_20261120.docx", date(2026, 11, 20), 2)
ASKED = Entry(
    Event.CONSULTATION_SENT, DAYS["notice"], "周敏", {"id": "c1", "to": "third_party", "name": THIRD.name}, 3
)
CONSULTED = written(
    "third_party_consultation", "云青政公开〔2026〕28号",
    "依申请公开〔2026〕12号_第三方意见征询书_20261201.docx", DAYS["notice"], 4,
)  # fmt: skip
SEARCHED = Entry(Event.SEARCHED, date(2026, 12, 8), "周敏", {"outcome": "找到2份", "searcher": "周敏"}, 5)
SECRECY = Entry(
    Event.SECRECY_REVIEWED,
    date(2026, 12, 15),
    "周敏",
    {"reviewer": "何静", "outcome": "不涉及国家秘密，可以公开"},
    6,
)
REPLY = written(
    "reply", NUMBER, "依申请公开〔2026〕12号_政府信息予以公开告知书_20261216.docx", DAYS["reply"], 7, SHA256,
    kind_of_reply="R2",
)  # fmt: skip
SUBMITTED = Entry(
    Event.SUBMITTED,
    DAYS["reply"],
    "周敏",
    {"sha256": SHA256, "kind_of_reply": "R2", "drafter": "周敏", "route": ["reviewer:司法所审核", "head"]},
    8,
)
REVIEWED = Entry(
    Event.SIGNED,
    date(2026, 12, 17),
    "林岳",
    {
        "signer": "林岳",
        "step": "reviewer:司法所审核",
        "sha256": SHA256,
        "comment": "依据准确，救济途径完整，同意",
        "deputy_for": "赵文彬",
    },
    9,
)
SIGNED = Entry(
    Event.SIGNED,
    DAYS["sent"],
    "郑国平",
    {"signer": "郑国平", "step": "head", "sha256": SHA256, "on_paper": True},
    10,
)
SENT = Entry(
    Event.REPLIED,
    DAYS["sent"],
    "周敏",
    {"delivery": "post", "posted_on": "2026-12-18", "sha256": SHA256, "kind_of_reply": "R2"},
    11,
)
PAPERS: Mapping[int, tuple[str, ...]] = {
    1: ("申请书扫描件.pdf", "身份证复印件.jpg"),
    11: ("EMS交邮回执.jpg",),
}


def filed(*entries: Entry, **changed: object) -> Dossier:
    """The case with these steps and the papers that hang on them."""
    lines = []
    for entry in (RECEIVED, *entries):
        files = [
            FileLine(entry.seq * 10 + n, entry.seq, name, "", 2048)
            for n, name in enumerate(PAPERS.get(entry.seq, ()))
        ]
        if entry.event is Event.LETTER_WRITTEN:
            kind = LetterKind.of(entry.text("kind"))
            paper = FileLine(
                entry.seq * 10,
                entry.seq,
                entry.text("name"),
                entry.text("sha256"),
                7000,
                kind,
                entry.text("number"),
            )
            files.append(paper)
        lines.append(JournalLine(entry, datetime(2026, 12, 18, 9), files=tuple(files)))
    return replace(CASE, journal=tuple(lines), result="R2", drafter="周敏", **changed)  # type: ignore[arg-type]


WAITING = (RECEIPT, ASKED, CONSULTED, SEARCHED, SECRECY, REPLY, SUBMITTED)
DONE = (*WAITING, REVIEWED, SIGNED, SENT)
TODAY = date(2026, 12, 18)

SAMPLES: Mapping[str, Sample] = {
    "service_proof": Sample(
        LetterKind.SERVICE_PROOF,
        filed(*DONE[:-1]),
        TODAY,
        {"delivery": "hand", "place": "青石镇便民服务中心3号窗口"},
    ),
    "service_proof_blank": Sample(LetterKind.SERVICE_PROOF, filed(), TODAY),
    "signoff_sheet": Sample(LetterKind.SIGNOFF_SHEET, filed(*DONE[:-1]), TODAY, seal=SEAL),
    "signoff_sheet_on_paper": Sample(
        LetterKind.SIGNOFF_SHEET, filed(RECEIPT, SEARCHED, REPLY, SUBMITTED), DAYS["reply"], seal=SEAL
    ),
    "envelope": Sample(LetterKind.ENVELOPE, filed(*DONE[:-1]), TODAY),
    "envelope_c5": Sample(
        LetterKind.ENVELOPE,
        filed(RECEIPT, ASKED, CONSULTED),
        TODAY,
        {
            "size": "c5",
            "document": "云青政公开〔2026〕28号",
            "to_address": "云岭彝族苗族自治县青石镇工业集中区第三期标准化厂房12号楼B座四层至六层"
            "（县农产品交易市场北门对面）",
            "to_postcode": "999102",
        },
    ),
    "ems_label": Sample(LetterKind.EMS_LABEL, filed(*DONE[:-1]), TODAY),
    "file_index": Sample(
        LetterKind.FILE_INDEX,
        filed(*DONE, status=Status.REPLIED),
        date(2027, 3, 1),
        {"retention": "10年", "place": "镇综合档案室2号柜3层"},
    ),
}
