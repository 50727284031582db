"""The duties of the desk as one painted list: groups, one sentence a line, a card around each group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gkcase.desktop.badges import paint_badge
from gkcase.desktop.layout import button, frame, key_hint, row
from gkcase.desktop.tokens import RADIUS, colour, font, look, sp
from gkcase.domain.identity import mask_name
from gkcase.services.desk import DutyLine, Group

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
LINE_ROLE = Role.UserRole
SLOT, HANDLER = 92, 64
_HEAD, _LINE, _GAP = 28, 54, 12
_ROOMY = 640
"""From this width on the key is shown beside the button."""


@dataclass(frozen=True)
class Head:
    """The heading of a group with the number of its lines."""

    group: Group
    count: int


@dataclass(frozen=True)
class Line:
    """One duty and where it stands in its group."""

    duty: DutyLine
    first: bool
    last: bool


def badge_words(duty: DutyLine) -> str:
    """What the badge says: how many working days are left, or what is waited for."""
    if duty.state == "paused":
        return "已暂停"
    if duty.state == "waiting" and duty.line is not None:
        return duty.line.status.label
    if duty.left is None:
        return "—"
    if duty.state == "late":
        return f"逾期 {-duty.left} 天" if duty.left else "逾期"
    if duty.left <= 0:
        return "今天"
    return f"暂定 {duty.left} 天" if duty.state == "provisional" else f"还有 {duty.left} 天"


def about(duty: DutyLine) -> str:
    """Whose case it is: number, applicant masked, subject."""
    name = mask_name(duty.applicant, duty.line.applicant_kind) if duty.line else duty.applicant
    words = " ".join(duty.about.split())
    return f"{duty.number}  {' · '.join(part for part in (name, words) if part)}"


class DutyModel(QAbstractListModel):
    """Headings and duties in order of urgency; headings cannot be chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[Head | Line] = []

    def show(self, lines: Iterable[DutyLine]) -> None:
        """Show these duties."""
        self.beginResetModel()
        self._items = list(_grouped(list(lines)))
        self.endResetModel()

    def item(self, row: int) -> Head | Line:
        """The heading or duty of a row."""
        return self._items[row]

    def duty(self, row: int) -> DutyLine | None:
        """The duty of a row, None for a heading."""
        found = self._items[row]
        return found.duty if isinstance(found, Line) else None

    def row_of(self, duty: DutyLine | None) -> int:
        """The row of the same case or envelope, else of the first duty; -1 where there is none."""
        lines = [(row, found.duty) for row, found in enumerate(self._items) if isinstance(found, Line)]
        same = (
            row
            for row, found in lines
            if duty and (found.case_id, found.mail_id) == (duty.case_id, duty.mail_id)
        )
        return next(same, lines[0][0] if lines else -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        if not index.isValid():
            return None
        found = self._items[index.row()]
        if role == LINE_ROLE:
            return found
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return _spoken(found)
        if role == Role.ToolTipRole and isinstance(found, Line):
            return f"{found.duty.text}（{found.duty.basis}）\n{about(found.duty)}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._items[index.row()], Head):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


def _grouped(lines: list[DutyLine]) -> Iterable[Head | Line]:
    for group in Group:
        members = [line for line in lines if line.group is group]
        if members:
            yield Head(group, len(members))
        for place, duty in enumerate(members):
            yield Line(duty, place == 0, place == len(members) - 1)


def _spoken(found: Head | Line) -> str:
    if isinstance(found, Head):
        return f"{found.group.value} {found.count}"
    duty = found.duty
    return f"{badge_words(duty)}，{duty.text}，{duty.basis}，{about(duty)}，{duty.handler}"


class DutyDelegate(QStyledItemDelegate):
    """Paints a line: badge, sentence and basis, below it the case, the handler at the right."""

    room = 0
    """How much of the current line its button takes."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        found: Head | Line = index.data(LINE_ROLE)
        if isinstance(found, Head):
            return QSize(sp(200), sp(_HEAD) + (sp(_GAP) if index.row() else 0))
        return QSize(sp(200), sp(_LINE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        found: Head | Line = index.data(LINE_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect  # type: ignore[attr-defined]  # the stubs lack the fields of the option
        if isinstance(found, Head):
            _paint_head(painter, rect, found)
        else:
            state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # as above
            current = bool(state & QStyle.StateFlag.State_Selected)
            focused = current and bool(state & QStyle.StateFlag.State_HasFocus)
            _paint_ground(painter, rect, found, current, focused)
            _paint_words(painter, rect, found.duty, self.room if current else 0)
        painter.restore()


def _paint_head(p: QPainter, rect: QRect, head: Head) -> None:
    box = rect.adjusted(0, rect.height() - sp(_HEAD), 0, -sp("xs"))
    p.setFont(font("body", bold=True))
    p.setPen(colour("late" if head.group is Group.OVERDUE else "text"))
    p.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, head.group.value)
    left = QFontMetrics(font("body", bold=True)).horizontalAdvance(head.group.value) + sp("s")
    p.setFont(font("caption"))
    p.setPen(colour("muted"))
    p.drawText(box.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, str(head.count))


def _paint_ground(p: QPainter, rect: QRect, line: Line, current: bool, focused: bool) -> None:
    """The line's share of its group's card: the frame is drawn larger and cut to the line."""
    p.save()
    p.setClipRect(rect)
    more = RADIUS * 2
    card = rect.toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
    card.adjust(0, 0 if line.first else -more, 0, 0 if line.last else more)
    shape = QPainterPath()
    shape.addRoundedRect(card, RADIUS, RADIUS)
    p.fillPath(shape, colour("accent_tint" if current else "card"))
    p.setPen(QPen(colour("border"), 1))
    p.drawPath(shape)
    if not line.first:
        p.drawLine(rect.left(), rect.top(), rect.right(), rect.top())
    if focused:
        p.fillRect(QRect(rect.left(), rect.top() + 1, sp(3), rect.height() - 1), colour("accent"))
    p.restore()


def _paint_words(p: QPainter, rect: QRect, duty: DutyLine, room: int) -> None:
    inner = rect.adjusted(sp("m"), sp(6), -sp("m"), -sp(6))
    paint_badge(p, QRect(inner.left(), inner.top(), sp(SLOT), inner.height()), duty.state, badge_words(duty))
    p.setFont(font("caption"))
    p.setPen(colour("muted"))
    who = QFontMetrics(font("caption")).elidedText(duty.handler, Qt.TextElideMode.ElideRight, sp(HANDLER))
    p.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, who)
    words = inner.adjusted(sp(SLOT) + sp("m"), 0, -sp(HANDLER) - sp("s") - room, 0)
    upper, lower = QRect(words), QRect(words)
    upper.setHeight(words.height() * 11 // 20)
    lower.setTop(upper.bottom() + 1)
    _paint_sentence(p, upper, duty)
    p.setFont(font("caption"))
    p.setPen(colour("muted"))
    shown = QFontMetrics(font("caption")).elidedText(about(duty), Qt.TextElideMode.ElideRight, lower.width())
    p.drawText(lower, Qt.AlignmentFlag.AlignVCenter, shown)


def _paint_sentence(p: QPainter, box: QRect, duty: DutyLine) -> None:
    """The sentence gives way last: first its basis is cut."""
    metrics = QFontMetrics(font("body"))
    p.setFont(font("body"))
    p.setPen(colour("text"))
    words = metrics.elidedText(duty.text, Qt.TextElideMode.ElideRight, box.width())
    p.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
    left = metrics.horizontalAdvance(words) + sp("s")
    basis = metrics.elidedText(f"· {duty.basis}", Qt.TextElideMode.ElideRight, box.width() - left)
    if duty.basis and len(basis) > len("· 第…"):
        p.setPen(colour("muted"))
        p.drawText(box.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, basis)


class DutyView(QListView):
    """The list of duties; only the current line has a button. `opened` names the duty to be done."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = DutyDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("要做的事")
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setProperty("role", "bare")
        self.viewport().setAutoFillBackground(False)
        self.go_button = button("去办理", "primary")
        self.go_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.go_button.clicked.connect(self._open_current)
        self._key = key_hint("Enter")
        self._act = frame("bare", row(self.go_button, self._key, gap="m"))
        self._act.setParent(self.viewport())
        self._act.hide()
        self.doubleClicked.connect(lambda _: self._open_current())
        look.changed.connect(self._relayout)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._place())

    def model(self) -> DutyModel:
        """The duties."""
        made = super().model()
        assert isinstance(made, DutyModel)
        return made

    def current(self) -> DutyLine | None:
        """The duty on which the cursor stands."""
        index = self.currentIndex()
        return self.model().duty(index.row()) if index.isValid() else None

    def go_to(self, duty: DutyLine | None) -> None:
        """Stand on the line of the same case as this duty, else on the first."""
        row_ = self.model().row_of(duty)
        self.setCurrentIndex(self.model().index(row_) if row_ >= 0 else QModelIndex())
        if row_ == 1:
            self.scrollToTop()
        self._place()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open_current()
            return
        super().keyPressEvent(event)

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._place()

    def _open_current(self) -> None:
        duty = self.current()
        if duty is not None:
            self.opened.emit(duty)

    def _relayout(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def _place(self) -> None:
        """Keep the button on the current line, left of the handler."""
        if not hasattr(self, "_act"):
            return  # Qt asks for the geometry before the view is made
        rect = self.visualRect(self.currentIndex()) if self.currentIndex().isValid() else QRect()
        self._act.setVisible(rect.isValid())
        if not rect.isValid():
            return
        self._key.setVisible(rect.width() > sp(_ROOMY))
        size = self._act.sizeHint()
        self._delegate.room = size.width() + sp("m")
        left = rect.right() - sp("m") - sp(HANDLER) - sp("s") - size.width()
        self._act.setGeometry(left, rect.center().y() - size.height() // 2 + 1, size.width(), size.height())
