"""States as shape, word and colour, never colour alone: deadline badge, status chip, track; as widget and in cells."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gkcase.desktop.tokens import colour, font, sp
from gkcase.domain.terms import Status

STATES = {
    "safe": "有余",
    "soon": "临近",
    "late": "逾期",
    "paused": "暂停",
    "waiting": "待补正",
    "provisional": "暂定",
}
CHIP_TONES = {
    Status.IN_PROGRESS.label: "text",
    Status.UNDER_REVIEW.label: "accent",
    Status.APPROVED.label: "accent",
    Status.AWAITING_CORRECTION.label: "paused",
    Status.AWAITING_CONFIRMATION.label: "paused",
    Status.AWAITING_PAYMENT.label: "paused",
}
_ROLE = {"waiting": "paused", "provisional": "safe"}
CHIP = "chip"
Mark = tuple[str, str]
"""What a cell holds in MARK_ROLE: a state (or CHIP, or "" for plain faint words) and its words."""
MARK_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


def _circle(p: QPainter, r: QRectF) -> None:
    p.drawEllipse(r)


def _triangle(p: QPainter, r: QRectF) -> None:
    p.drawPolygon(QPolygonF([QPointF(r.center().x(), r.top()), r.bottomRight(), r.bottomLeft()]))


def _square(p: QPainter, r: QRectF) -> None:
    p.drawRect(r)


def _bars(p: QPainter, r: QRectF) -> None:
    third = r.width() / 3
    p.drawRect(QRectF(r.left(), r.top(), third, r.height()))
    p.drawRect(QRectF(r.right() - third, r.top(), third, r.height()))


def _ring(p: QPainter, r: QRectF) -> None:
    p.setPen(QPen(p.brush().color(), 2))
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.drawEllipse(r.adjusted(1, 1, -1, -1))


def _broken_ring(p: QPainter, r: QRectF) -> None:
    pen = QPen(p.brush().color(), 2)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([1.5, 0.9])
    p.setPen(pen)
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.drawEllipse(r.adjusted(1, 1, -1, -1))


SHAPES: dict[str, Callable[[QPainter, QRectF], None]] = {
    "safe": _circle,
    "soon": _triangle,
    "late": _square,
    "paused": _bars,
    "waiting": _ring,
    "provisional": _broken_ring,
}


def _badge_colours(state: str) -> tuple[str, str, str]:
    """Fill, ink and shape colour. The nearer the deadline, the heavier: no fill, a tint, solid."""
    role = _ROLE.get(state, state)
    if state == "late":
        return "late", "on_late", "on_late"
    if state == "soon":
        return "soon_tint", "on_soon", "soon"
    return "", "text" if role == "safe" else "muted", role


def badge_size(text: str) -> QSize:
    """How much room a badge with these words takes."""
    metrics = QFontMetrics(font("caption"))
    return QSize(metrics.horizontalAdvance(text) + sp(9) + sp("s") * 2 + sp(6) + 2, metrics.height() + sp(6))


def paint_badge(p: QPainter, rect: QRect, state: str, text: str) -> None:
    """The badge, at the left of `rect`, in the middle of its height; words that do not fit end in …."""
    metrics, pad, shape = QFontMetrics(font("caption")), sp("s"), sp(9)
    free = rect.width() - shape - pad * 2 - sp(6) - 1
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, free)
    fill, ink, mark = _badge_colours(state)
    height = metrics.height() + sp(4)
    width = shape + metrics.horizontalAdvance(text) + pad * 2 + sp(6)
    box = QRectF(rect.left() + 0.5, rect.center().y() - height / 2 + 0.5, width, height)
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    if fill or state == "provisional":
        pen = QPen(colour("safe"), 1)
        pen.setDashPattern([3, 2.5])
        p.setPen(pen if state == "provisional" else Qt.PenStyle.NoPen)
        p.setBrush(colour(fill) if fill else Qt.BrushStyle.NoBrush)
        p.drawRoundedRect(box, height / 2, height / 2)
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(colour(mark))
    SHAPES[state](p, QRectF(box.left() + pad, box.center().y() - shape / 2, shape, shape))
    p.setPen(colour(ink))
    p.setFont(font("caption"))
    p.drawText(box.adjusted(pad + shape + sp(6), 0, sp(4), 0), Qt.AlignmentFlag.AlignVCenter, text)
    p.restore()


def chip_size(text: str) -> QSize:
    """How much room a chip with this word takes."""
    metrics = QFontMetrics(font("caption"))
    return QSize(metrics.horizontalAdvance(text) + sp("m") + 2, metrics.height() + sp(6))


def paint_chip(p: QPainter, rect: QRect, text: str, tone: str = "") -> None:
    """Who has to move next: a word in a thin outline."""
    metrics = QFontMetrics(font("caption"))
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width() - sp("m") - 1)
    height = metrics.height() + sp(4)
    width = metrics.horizontalAdvance(text) + sp("m")
    box = QRectF(rect.left() + 0.5, rect.center().y() - height / 2 + 0.5, width, height)
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(QPen(colour("border_strong"), 1))
    p.drawRoundedRect(box, 4, 4)
    p.setPen(colour(tone or CHIP_TONES.get(text, "faint")))
    p.setFont(font("caption"))
    p.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    p.restore()


class _Mark(QWidget):
    """A painted word of fixed size that a screen reader can read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words

    def _say(self, words: str) -> None:
        self._words = words
        self.setAccessibleName(words)
        if self.parentWidget() is not None or not words:  # shown by itself it would be a window of its own
            self.setVisible(bool(words))
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class DeadlineBadge(_Mark):
    """How a deadline stands: shape, word and colour."""

    def __init__(self, parent: QWidget | None = None, state: str = "safe", text: str = "") -> None:
        super().__init__(parent)
        self.state = state
        self.show_state(state, text)

    def show_state(self, state: str, text: str = "") -> None:
        """Show one of STATES, with its own word or another ("还有 3 天")."""
        self.state = state
        self._say(text or STATES[state])

    def sizeHint(self) -> QSize:
        return badge_size(self.words)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_badge(QPainter(self), self.rect(), self.state, self.words)


class StatusChip(_Mark):
    """The status of a case as a chip."""

    def __init__(self, parent: QWidget | None = None, text: str = "", tone: str = "") -> None:
        super().__init__(parent)
        self.tone = tone
        self.show_word(text, tone)

    def show_word(self, text: str, tone: str = "") -> None:
        """Show a word, in the tone of that status or in another."""
        self.tone = tone
        self._say(text)

    def sizeHint(self) -> QSize:
        return chip_size(self.words)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_chip(QPainter(self), self.rect(), self.words, self.tone)


class Track(QWidget):
    """How much of the period is used up, as a thin bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.used, self.total, self.tone = 0, 1, "safe"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, used: int, total: int, tone: str = "safe") -> None:
        """Fill `used` of `total`; the words beside it say the same."""
        self.used, self.total, self.tone = used, max(total, 1), tone
        self.setAccessibleName(f"已计{used}/{total}个工作日")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(sp(120), sp(4))

    def minimumSizeHint(self) -> QSize:
        return QSize(sp(40), sp(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        p.setBrush(colour("border"))
        p.drawRoundedRect(whole, sp(2), sp(2))
        whole.setWidth(whole.width() * min(self.used / self.total, 1))
        p.setBrush(colour(self.tone))
        p.drawRoundedRect(whole, sp(2), sp(2))


def _at_side(rect: QRect, words: str, index: Index) -> QRect:
    """Where a badge stands in its cell: at the right under numbers, else at the left."""
    side = index.data(Qt.ItemDataRole.TextAlignmentRole)
    if side is None or not Qt.AlignmentFlag(side) & Qt.AlignmentFlag.AlignRight:
        return rect
    return rect.adjusted(max(rect.width() - badge_size(words).width(), 0), 0, 0, 0)


class BadgeDelegate(QStyledItemDelegate):
    """Draws the mark of a cell (MARK_ROLE): a badge, a chip, or plain words that step back.

    The same words stand in the display role for copying and for screen readers; they are not drawn twice.
    """

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.data(MARK_ROLE) is not None:
            option.text = ""  # type: ignore[attr-defined]  # the stubs lack the fields of the option

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        mark: Mark | None = index.data(MARK_ROLE)
        if mark is None:
            return super().sizeHint(option, index)
        size = chip_size(mark[1]) if mark[0] == CHIP else badge_size(mark[1])
        return QSize(size.width() + sp("s") * 2, size.height() + sp("xs"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        mark: Mark | None = index.data(MARK_ROLE)
        if mark is None:
            return
        state, words = mark
        rect: QRect = option.rect  # type: ignore[attr-defined]  # as above
        text_edge = sp("s") + 3
        if state == CHIP:
            paint_chip(painter, rect.adjusted(text_edge - sp("m") // 2, 0, 0, 0), words)
        elif state:
            paint_badge(painter, _at_side(rect.adjusted(3, 0, -3, 0), words, index), state, words)
        else:
            painter.save()
            painter.setPen(colour("faint"))
            painter.setFont(font("caption"))
            painter.drawText(rect.adjusted(text_edge, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)
            painter.restore()
