"""A line below the list: where in the current case the words stand that were looked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel

from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import look
from gkcase.services.hits import Hit, found_where
from gkcase.services.office import Office


class HitLine(QObject):
    """Drives the label; nothing is shown while nothing is looked for."""

    def __init__(self, place: QLabel, office: Office, shell: Shell) -> None:
        super().__init__(place)
        self.place, self._office, self._shell = place, office, shell
        self._asked: tuple[int, str] | None = None
        self._stale = False
        self._hits: Sequence[Hit] = ()
        look.changed.connect(self._draw)
        place.hide()

    def ask(self, case_id: int | None, text: str) -> None:
        """Look into a case; the same question is not asked twice."""
        asked = (case_id, text.strip()) if case_id is not None and text.strip() else None
        if asked == self._asked and not self._stale:
            return
        self._asked, self._stale = asked, False
        if asked is None:
            self._show(())
        else:
            work = partial(found_where, self._office, *asked)
            self._shell.tasks.run(self.place, work, self._show, self._shell.notices.tell, topic="hits")

    def again(self) -> None:
        """The case may have changed."""
        self._stale = True

    def _show(self, hits: Sequence[Hit]) -> None:
        self._hits = hits if self._asked else ()
        self._draw()

    def _draw(self) -> None:
        self.place.setText("　".join(map(self._written, self._hits)))
        self.place.setAccessibleName("找到的字：" + "；".join(hit.words for hit in self._hits))
        self.place.setVisible(bool(self._hits))

    def _written(self, hit: Hit) -> str:
        ink = look.tokens.accent
        words = "".join(
            f'<b style="color:{ink}">{escape(part)}</b>' if marked else escape(part)
            for part, marked in hit.parts
        )
        return f"{words}（{escape(hit.where)}）"
