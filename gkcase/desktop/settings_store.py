"""设置 · 存储: where the data lies and how it stands, a copy on demand, and the check of everything."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gkcase.desktop.anchor_card import AnchorCard
from gkcase.desktop.backups_card import BackupsCard
from gkcase.desktop.by_right import by_right
from gkcase.desktop.dressing import restyle
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.key_card import KeyCard
from gkcase.desktop.move_card import MoveCard
from gkcase.desktop.settings_section import Section
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Abandoned, Cancelled, Progress
from gkcase.desktop.tokens import sp, tag
from gkcase.domain.rights import May
from gkcase.services.backups import BY_ADMINISTRATOR
from gkcase.services.checking import BrokenOff, Finding, Report, check_office
from gkcase.services.health import Health, health
from gkcase.services.keeping import Kept, back_up
from gkcase.services.office import Change, Office, Topic
from gkcase.services.papers_folder import papers_folder, use_folder
from gkcase.services.queries import case_id_of

MOST_FINDINGS = 500
_CASE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Checked:
    """The outcome of a check, as far as it is listed; each finding with the id of its case."""

    report: Report
    listed: tuple[tuple[Finding, int | None], ...]


def check_all(office: Office, progress: Progress, cancelled: Cancelled) -> Checked:
    """Check everything and find the cases that are named."""
    try:
        report = check_office(office, report=progress, cancelled=cancelled)
    except BrokenOff:
        raise Abandoned from None
    shown = report.findings[:MOST_FINDINGS]
    return Checked(
        report, tuple((each, case_id_of(office, each.case) if each.case else None) for each in shown)
    )


def copy_to(office: Office, to: Path, progress: Progress, cancelled: Cancelled) -> Kept:
    """Make the copy; one that is cancelled is not there."""
    return back_up(office, to, report=progress, cancelled=cancelled)


class StoreSection(Section):
    """The cards: the place, the copies, the key, the check, the chain on paper, everything in one file."""

    form = "settings_store"
    help_topic = "settings"
    word = "存储和备份"
    health_icon: QLabel
    health_label: QLabel
    path_label: QLabel
    papers_label: QLabel
    folder_button: QPushButton
    folder_error: ErrorLabel
    backup_label: QLabel
    backup_error: ErrorLabel
    backup_button: QPushButton
    backup_frame: QFrame
    column_body: QWidget
    check_frame: QFrame
    check_label: QLabel
    finding_list: QListWidget
    check_button: QPushButton

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__(office, shell)
        path = office.store.path
        self.path_label.setText(f"数据库：{path}" if path else "数据库：共享数据库（PostgreSQL）")
        self.folder_button.setVisible(path is None)
        self.folder_button.clicked.connect(self._choose_folder)
        self._show_folder()
        self.backup_button.setEnabled(path is not None)
        if path is None:
            self.backup_error.tell(BY_ADMINISTRATOR)
        self.backup_button.clicked.connect(self._choose_place)
        self._copying = self._checking = -1
        shell.tasks.ended.connect(self._ended)
        self.check_button.clicked.connect(self.check)
        acts = {May.SETTINGS: (self.folder_button,), May.BACKUP: (self.backup_button,)}
        by_right(office, shell, {**acts, May.CHECK: (self.check_button,)})
        self.finding_list.itemActivated.connect(self._open)
        self.finding_list.hide()
        self.check_label.setText("这次打开以后还没有检查过")
        self.health_label.setText("正在查看…")
        self.backups_card, self.key_card = BackupsCard(office, shell), KeyCard(office, shell)
        self.anchor_card, self.move_card = AnchorCard(office, shell), MoveCard(office, shell)
        self._lay_cards()
        self._order_keys()
        self.setFocusProxy(self.folder_button if path is None else self.backups_card.other_button)

    def _lay_cards(self) -> None:
        """What a clerk looks for stands above: how the copies are; what is needed once in a year stands below."""
        cards = self.column_body.layout()
        assert isinstance(cards, QVBoxLayout)  # the form has it
        cards.insertWidget(cards.indexOf(self.backup_frame), self.backups_card)
        cards.insertWidget(cards.indexOf(self.backup_frame) + 1, self.key_card)
        cards.insertWidget(cards.indexOf(self.check_frame) + 1, self.anchor_card)
        cards.insertWidget(cards.indexOf(self.anchor_card) + 1, self.move_card)
        for card in (self.backups_card, self.key_card, self.anchor_card, self.move_card):
            card.told.connect(self.told)

    def _order_keys(self) -> None:
        card = self.move_card
        keys = (
            self.folder_button,
            *self.backups_card.stops,
            self.backup_button,
            *self.key_card.stops,
            self.finding_list,
            self.check_button,
            *self.anchor_card.stops,
            card.reason_edit,
            card.export_button,
            card.import_button,
            card.ledger_button,
        )
        for before, after in pairwise(keys):
            self.setTabOrder(before, after)

    def arrive(self) -> None:
        self.look_up()
        self.move_card.look_up()
        self.anchor_card.look_up()
        self.key_card.look_up()

    def hear(self, change: Change) -> None:
        if change.topics & Topic.SETTINGS:
            self.look_up()

    def look_up(self) -> None:
        """Ask how the storage stands."""
        work = partial(health, self.office)
        self.shell.tasks.run(self, work, self.show_health, self.shell.notices.tell, topic="health")

    def show_health(self, found: Health) -> None:
        """Say how the storage stands and when it was last copied."""
        self.health_label.setText(found.storage)
        tag(self.health_icon, iconName="check" if found.sound else "warn")
        tag(self.health_icon, iconTone="accent" if found.sound else "late")
        restyle(self.health_icon)
        self.backup_label.setText(found.backup.words)
        tag(self.backup_label, tone="text" if found.backup.sound else "late")
        restyle(self.backup_label)
        self.backups_card.show_standing(found.backup)

    # -- the folder of a shared database -----------------------------------------------------------------------

    def _show_folder(self) -> None:
        folder = papers_folder(self.office)
        said = str(folder) if folder else "还没有指定共享文件夹，不能保存附件和文书"
        self.papers_label.setText(f"附件和文书：{said}")

    def _choose_folder(self) -> None:
        if chosen := QFileDialog.getExistingDirectory(self, "附件和文书存放到", str(Path.home())):
            self.use_folder(Path(chosen))

    def use_folder(self, folder: Path) -> None:
        """Keep the papers of a shared database in this folder from now on."""
        self.folder_error.tell("")
        work = partial(use_folder, self.office, folder)
        self.shell.tasks.run(self, work, self._moved, self.shell.notices.beside(self.folder_error))

    def _moved(self, change: Change) -> None:
        self._show_folder()
        self.told(change)

    # -- the copy ---------------------------------------------------------------------------------------------

    def _choose_place(self) -> None:
        name = f"{self.office.profile.name}_备份_{self.office.today():%Y%m%d}.gkdb"
        start = str(Path.home() / name)
        chosen, _ = QFileDialog.getSaveFileName(
            self, "备份到", start, "数据库 (*.gkdb)", options=QFileDialog.Option.DontConfirmOverwrite
        )
        if chosen:
            self.back_up(Path(chosen))

    def back_up(self, to: Path) -> None:
        """Copy the database with its papers to a new place."""
        to = to if to.suffix else to.with_suffix(".gkdb")
        self.backup_error.tell("")
        self.backup_button.setEnabled(False)

        beside = self.shell.notices.beside(self.backup_error)
        self._copying = self.shell.tasks.run_long(
            self, "正在备份", partial(copy_to, self.office, to), self._copied, beside
        )

    def _ended(self, ticket: int) -> None:
        """The copy, or the check, is over: done, failed or cancelled."""
        if ticket == self._copying:
            self.backup_button.setEnabled(True)
        elif ticket == self._checking:
            self.check_button.setEnabled(True)
            self.check_label.setText("检查没有完成")  # what was found is told after this

    def _copied(self, kept: Kept) -> None:
        if kept.missing:
            said = f"备份已写好，但有{len(kept.missing)}个附件丢失或损坏，没能一并备份，请检查全部案件：{kept.path}"
            self.backup_error.tell(said)
        self.told(Change(Topic.SETTINGS, said=f"备份已写好并验证，含附件和文书{kept.files}件：{kept.path}"))

    # -- the check --------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Check everything; the findings are listed when it is done."""
        self.check_button.setEnabled(False)
        self.check_label.setText("正在检查…")
        work = partial(check_all, self.office)
        self._checking = self.shell.tasks.run_long(self, "正在检查", work, self.show_checked, self._failed)

    def _failed(self, error: Exception) -> None:
        self.check_label.setText("检查没有完成")
        self.shell.notices.tell(error)

    def show_checked(self, checked: Checked) -> None:
        """List what does not agree."""
        report = checked.report
        what = f"{report.cases:,}件案件、{report.entries:,}条经过"
        if report.ok:
            self.check_label.setText("。".join([f"{what}全部核对无误", *report.notes]))
        else:
            more = f"，列出前{MOST_FINDINGS}处" if len(report.findings) > MOST_FINDINGS else ""
            self.check_label.setText(
                f"{what}中发现{len(report.findings):,}处问题{more}。请先备份，再联系维护人员。"
            )
        self.finding_list.clear()
        for finding, case_id in checked.listed:
            item = QListWidgetItem(f"{finding.case}：{finding.what}" if finding.case else finding.what)
            item.setToolTip(item.text())
            item.setData(_CASE, case_id)
            self.finding_list.addItem(item)
        self.finding_list.setVisible(not report.ok)
        self.finding_list.setMinimumHeight(min(len(checked.listed), 8) * sp(26))

    def _open(self, item: QListWidgetItem) -> None:
        if item.data(_CASE) is not None:
            self.shell.go("case", item.data(_CASE))
