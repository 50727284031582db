"""设置 · 审签路线: the route of all replies, and those of single results; who can take each step today."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QComboBox, QPushButton, QVBoxLayout, QWidget

from gkcase.desktop.by_right import by_right
from gkcase.desktop.dressing import restyle
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import clear, column
from gkcase.desktop.route_card import RouteCard
from gkcase.desktop.settings_section import FormSection, History
from gkcase.desktop.shell import Shell
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.replies import Reply
from gkcase.domain.rights import May
from gkcase.domain.signoff import Route, Routes, Step, route_for
from gkcase.domain.staffing import Staff, takers
from gkcase.services.office import Change, Office, Topic
from gkcase.services.routing import routes, save_routes, staff

EVERY = ""
ALL = "所有答复"
BUILT_IN = "默认路线：先法制审核、后负责人；没有人担任法制审核的，只由负责人签。改动一处就成为本单位的路线。"


def read_routes(office: Office) -> tuple[Routes, Staff]:
    """What the office has set, and who could take a step."""
    return routes(office), staff(office)


def result_words(office: Office) -> dict[str, str]:
    """The results to which a route can be bound: whole kinds that have several grounds, then each result."""
    words: dict[str, str] = {}
    for code, result in office.replies.items():
        kind = code.rstrip("abcdefg")
        if kind != code and kind not in words:
            words[kind] = f"{Reply.of(kind).label}（全部）" if Reply.knows(kind) else f"{kind}（全部）"
        words[code] = result.label
    return words


class RoutesSection(FormSection[Routes]):
    """A card for each route; the foot of the settings saves."""

    form = "settings_routes"
    help_topic = "signing"
    word = "审签路线"
    needs = May.SETTINGS
    routes_host: QWidget
    result_box: QComboBox
    bind_button: QPushButton
    route_error: ErrorLabel

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__(office, shell)
        self.cards: dict[str, RouteCard] = {}
        self._words = result_words(office)
        self._staff = Staff()
        self._saved = self._wanted = Routes()
        self._saving = False
        self._history = History(self._saved)
        self._column: QVBoxLayout = column(gap="m")
        self.routes_host.setLayout(self._column)
        self.bind_button.clicked.connect(self._bind)
        by_right(office, shell, {self.needs: (self.bind_button,)})
        self.setFocusProxy(self.result_box)
        self._draw()

    # -- what is saved ----------------------------------------------------------------------------------------

    def arrive(self) -> None:
        self.look_up()

    def hear(self, change: Change) -> None:
        if change.topics & (Topic.SETTINGS | Topic.PEOPLE):
            self.look_up()

    def look_up(self) -> None:
        """Ask for the routes again."""
        work = partial(read_routes, self.office)
        self.shell.tasks.run(self, work, self._show, self.shell.notices.tell, topic="routes")

    def _show(self, found: tuple[Routes, Staff]) -> None:
        unsaved = self.unsaved
        self._saved, self._staff = found
        if unsaved:
            self._draw()
        else:
            self.revert()

    @property
    def unsaved(self) -> bool:
        return self._wanted != self._saved

    def revert(self) -> None:
        self._history.begin(self._saved)
        self._fill(self._saved)

    def save(self) -> None:
        if self._saving:
            return
        self._saving = True
        work = partial(save_routes, self.office, self._wanted)
        self.shell.tasks.run(self, work, partial(self._kept, self._wanted), self._refused)

    def _kept(self, wanted: Routes, change: Change) -> None:
        self._saving = False
        self._saved = wanted
        self._history.begin(wanted)
        self.edited.emit()
        self.told(change)

    def _refused(self, error: Exception) -> None:
        self._saving = False
        self.shell.notices.beside(self)(error)

    def take(self, error: Refusal | Trouble) -> bool:
        """Say below the routes what is refused."""
        return self.route_error.take(error)

    # -- drawing ----------------------------------------------------------------------------------------------

    def _fill(self, wanted: Routes) -> None:
        self._wanted = wanted
        self._draw()
        self.edited.emit()

    def _draw(self) -> None:
        """Every route anew, and the results that have none of their own yet."""
        clear(self._column)
        self.route_error.tell("")
        own = self._wanted.default
        shown = own or route_for((), Routes(), self._staff.held)
        self.cards = {
            EVERY: self._card(EVERY, ALL, shown, note="" if own else BUILT_IN, drop="恢复默认" if own else "")
        }
        for code, route in self._wanted.by_result.items():
            self.cards[code] = self._card(code, self._words.get(code, code), route, drop="删除这条路线")
        for card in self.cards.values():
            self._column.addWidget(card)
        self.result_box.clear()
        for code, words in self._words.items():
            if code not in self._wanted.by_result:
                self.result_box.addItem(words, code)
        restyle(self.routes_host)

    def _card(self, code: str, title: str, route: Route, *, note: str = "", drop: str = "") -> RouteCard:
        made = RouteCard(title, route, self._able, note=note, drop=drop)
        made.changed.connect(partial(self._changed, code))
        made.dropped.connect(partial(self._dropped, code))
        return made

    def _able(self, step: Step) -> dict[str, str]:
        return takers(step, self._staff, self.office.today(), "")

    # -- changing ---------------------------------------------------------------------------------------------

    def _changed(self, code: str, route: Route, again: bool) -> None:
        if code == EVERY:
            self._want(replace(self._wanted, default=route), code, again=again)
        else:
            bound = {**self._wanted.by_result, code: route}
            self._want(replace(self._wanted, by_result=bound), code, again=again)

    def _dropped(self, code: str) -> None:
        if code == EVERY:
            self._want(replace(self._wanted, default=None), "")
            return
        rest = {one: route for one, route in self._wanted.by_result.items() if one != code}
        self._want(replace(self._wanted, by_result=rest), "")

    def _bind(self) -> None:
        code = str(self.result_box.currentData() or "")
        if code:
            begun = {**self._wanted.by_result, code: self.cards[EVERY].route}
            self._want(replace(self._wanted, by_result=begun), "")
            self.cards[code].boxes[0].setFocus()

    def _want(self, wanted: Routes, field: str, *, again: bool = True) -> None:
        self._wanted = wanted
        self._history.note(wanted, "" if again else field or EVERY)
        if again:
            self._draw()
        self.edited.emit()
