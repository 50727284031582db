"""The dashboard in the window: the drawing of the paper in the colours of the screen, with every figure a button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from gkcase.desktop.board_sheet import HEIGHT, WIDTH, draw
from gkcase.desktop.paper_pen import Spot, screen_tones
from gkcase.desktop.tokens import colour, look, sp
from gkcase.services.board_values import Board

NARROWEST = 1040
"""So wide is the sheet at least: below it the smallest words could not be read."""
_SEEN = QRectF(60, 50, 2850, 2000)
"""What of the sheet is seen in the window: the margins are for paper."""

_LAP = 6
"""So many pixels may two neighbours share."""

_TURNS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class SpotButton(QAbstractButton):
    """A figure, bar or block: nothing of its own to see but where the hand or the focus is."""

    def __init__(self, spot: Spot, view: BoardView) -> None:
        super().__init__(view)
        self._view = view
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if spot.small else Qt.FocusPolicy.StrongFocus)
        self.take(spot)

    def take(self, spot: Spot) -> None:
        """Stand for a place of the sheet."""
        self.spot = spot
        self.setGeometry(spot.box.toAlignedRect())
        self.setAccessibleName(spot.words)
        self.setAccessibleDescription("打开案件" if spot.case_id else "打开这些案件")
        self.setToolTip(spot.words)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._view.came_to.emit(self.geometry())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not (self.hasFocus() or self.underMouse()):
            return
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(QPen(colour("accent"), 2 if self.hasFocus() else 1))
        p.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in _TURNS:
            self._view.turn(self, *_TURNS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class BoardView(QWidget):
    """The sheet; `opened` tells which place was chosen, `came_to` where the keys have gone."""

    opened = Signal(object)
    came_to = Signal(QRect)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board: Board | None = None
        self.buttons: list[SpotButton] = []
        self._picture = QPixmap()
        look.changed.connect(self._draw_again)

    def show_board(self, board: Board) -> None:
        """Show how the office stands."""
        self.board = board
        self.setAccessibleName(f"看板：{board.headline}")
        self._draw_again()

    def fit(self, room: QSize) -> None:
        """Take the room there is, and never less than can be read."""
        whole = round(room.height() * _SEEN.width() / _SEEN.height())
        width = max(min(room.width(), whole), sp(NARROWEST))
        self.resize(QSize(width, round(width * _SEEN.height() / _SEEN.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw_again()

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.drawPixmap(QPointF(0, 0), self._picture)

    def turn(self, button: SpotButton, across: int, down: int) -> None:
        """To the nearest place on that side; down from a pile goes through its blocks, one case each."""
        pile = self.pile_of(button)
        blocks = self._blocks_of(pile)
        if down and blocks:
            at = blocks.index(button) + down if button.spot.small else 0 if down > 0 else -1
            if 0 <= at < len(blocks):
                blocks[at].setFocus(Qt.FocusReason.OtherFocusReason)
                return
            if button.spot.small and at < 0:
                pile.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self._turn_from(pile, across, down)

    def pile_of(self, button: SpotButton) -> SpotButton:
        """The pile in which a block stands; any other place is its own."""
        if not button.spot.small:
            return button
        middle = button.spot.box.center()
        around = (other for other in self.buttons if not other.spot.small and other.spot.box.contains(middle))
        return next(around, button)

    def _blocks_of(self, pile: SpotButton) -> list[SpotButton]:
        """The blocks in a pile from above."""
        box = pile.spot.box
        inside = [one for one in self.buttons if one.spot.small and box.contains(one.spot.box.center())]
        return sorted(inside, key=lambda one: one.spot.box.top())

    def _turn_from(self, button: SpotButton, across: int, down: int) -> None:
        here = button.spot.box

        def far(other: SpotButton) -> float:
            there = other.spot.box
            gaps = (
                max(there.left() - here.right(), here.left() - there.right()),
                max(there.top() - here.bottom(), here.top() - there.bottom()),
            )
            ahead, aside = gaps if across else gaps[::-1]
            way = there.center() - here.center()
            right_way = way.x() * across + way.y() * down > 0
            return max(ahead, 0) + 3 * max(aside, 0) if right_way and ahead > -_LAP else float("inf")

        others = [other for other in self.buttons if other is not button and not other.spot.small]
        nearest = min(others, key=far, default=None)
        if nearest is not None and far(nearest) < float("inf"):
            nearest.setFocus(Qt.FocusReason.OtherFocusReason)

    def _draw_again(self) -> None:
        if self.board is None or self.width() < 2:
            return
        ratio = self.devicePixelRatioF()
        self._picture = QPixmap(self.size() * ratio)
        self._picture.setDevicePixelRatio(ratio)
        p = QPainter(self._picture)
        scale = self.width() / _SEEN.width()
        sheet = QRectF(-_SEEN.left() * scale, -_SEEN.top() * scale, WIDTH * scale, HEIGHT * scale)
        spots = draw(p, sheet, self.board, screen_tones())
        p.end()
        self._place(spots)
        self.update()

    def _place(self, spots: Sequence[Spot]) -> None:
        """Buttons in the order of reading; those that there are stay, and with them the focus."""
        for button, spot in zip(self.buttons, spots, strict=False):
            button.take(spot)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus if spot.small else Qt.FocusPolicy.StrongFocus)
        for spot in spots[len(self.buttons) :]:
            made = SpotButton(spot, self)
            made.clicked.connect(lambda _=False, made=made: self.opened.emit(made.spot))
            made.show()
            self.buttons.append(made)
        for button in self.buttons[len(spots) :]:
            button.hide()
            button.deleteLater()
        del self.buttons[len(spots) :]
