"""Beside the letter under review: request, preflight, opinions, consultation of agencies, what happened so far."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLayout, QVBoxLayout, QWidget

from gkcase.desktop.case_tabs import SIGNATURES, entry_words
from gkcase.desktop.case_view import party_name
from gkcase.desktop.dressing import restyle
from gkcase.desktop.finding_list import FindingList
from gkcase.desktop.layout import Item, clear, column, label, scrolled, section
from gkcase.desktop.sign_view import Reading
from gkcase.domain.identity import mask_name
from gkcase.domain.terms import Event, dated, spoken

NONE_YET = "没有"


class SignBeside(QWidget):
    """A column of five short sections, which scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.findings = FindingList()
        self.bodies: dict[str, QVBoxLayout] = {}
        self.inside = inside = QWidget()
        items: list[Item] = [*self._section("申请内容"), section("出门前检查"), self.findings]
        for name in ("征求意见", "会商", "审签经过"):
            items += self._section(name)
        inside.setLayout(column(*items, None, gap="s", margins=("l", "m")))
        self.setLayout(column(scrolled(inside), gap=0))
        self.show_reading(None)

    def _section(self, name: str) -> list[QLayout]:
        body = column(gap="xs")
        self.bodies[name] = body
        return [column(section(name), gap=0), body]

    def show_reading(self, reading: Reading | None) -> None:
        """Show what belongs to a reply; None: nothing is chosen."""
        for body in self.bodies.values():
            clear(body)
        self.inside.setVisible(reading is not None)
        if reading is None:
            self.findings.show_words("")
            return
        self.findings.show_findings(reading.findings)
        for name, words in (
            ("申请内容", _request(reading)),
            ("征求意见", _consultations(reading)),
            ("会商", _deliberations(reading)),
            ("审签经过", _record(reading)),
        ):
            for text in words or [NONE_YET]:
                self.bodies[name].addWidget(_words(text, words != []))
        restyle(self)

    def texts(self, name: str) -> list[str]:
        """What stands in a section."""
        body = self.bodies[name]
        found = (body.itemAt(place).widget() for place in range(body.count()))
        return [one.text() for one in found if isinstance(one, QLabel)]


def _words(text: str, real: bool) -> QLabel:
    made = label(text, tone="text" if real else "muted", wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def _request(reading: Reading) -> list[str]:
    file = reading.file
    due = file.standing.due
    received = file.standing.receipt_date
    about = [
        mask_name(file.applicant.name, file.applicant.kind),
        f"收到申请之日 {dated(received)}" if received else "",
        f"{spoken(due)}前答复" if due else "",
    ]
    return [file.wanted or "没有写明所需信息", " · ".join(filter(None, about))]


def _consultations(reading: Reading) -> list[str]:
    grounds = {
        line.entry.text("id"): line
        for line in reading.file.journal
        if line.entry.event is Event.CONSULTATION_ANSWERED and not line.voided
    }
    said = []
    for one in reading.file.consultations:
        name = f"{one.to.label} {party_name(one.to, one.name)}".strip()
        if one.opinion is None:
            said.append(f"{name}：尚未答复" + (f"，最迟{spoken(one.answer_by)}" if one.answer_by else ""))
            continue
        line = grounds.get(one.id)
        why = line.entry.facts.get("grounds") if line else None
        reason = "；".join(map(str, why)) if isinstance(why, list) else str(why or "")
        said.append(f"{name}：{one.opinion.label}" + (f"（{reason}）" if reason else ""))
    return said


def _deliberations(reading: Reading) -> list[str]:
    said = []
    for one in reading.deliberations:
        said.append(f"{dated(one.held_on)} {one.form}会商：{one.outcome}")
        said += [f"{who}：{opinion or '未写意见'}" for who, opinion in one.opinions]
    return said


def _record(reading: Reading) -> list[str]:
    said = []
    for line in reading.file.journal:
        if line.entry.event in SIGNATURES and not line.voided:
            who = line.entry.text("signer") or line.entry.by
            words = entry_words(line)
            said.append(
                f"{dated(line.entry.on)} {line.entry.event.label} {who}" + (f"：{words}" if words else "")
            )
    return said
