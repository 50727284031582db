"""One route of signatures as a card: its steps in order, who can take each of them today, and how to change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QLayout, QLineEdit, QWidget

from gkcase.desktop.layout import button, column, label, line, row
from gkcase.desktop.still import ChoiceBox
from gkcase.desktop.tokens import tag
from gkcase.domain.signoff import SIGNING, Route, Step

Able = Callable[[Step], Mapping[str, str]]


class RouteCard(QFrame):
    """`changed` carries the route as it is now wanted and whether the card has to be drawn anew."""

    changed = Signal(object, bool)
    dropped = Signal()

    def __init__(self, title: str, route: Route, able: Able, *, note: str = "", drop: str = "") -> None:
        super().__init__()
        tag(self, role="card")
        self.title, self.route, self._able = title, route, able
        self.boxes: list[QComboBox] = []
        self.names: list[QLineEdit] = []
        self.who = [label("", "caption", wrap=True) for _ in route.steps]
        self.drop_button = button(drop or "删除", "flat")
        self.drop_button.setAccessibleName(f"{title}：{drop or '删除'}")
        self.drop_button.clicked.connect(self.dropped)
        self.drop_button.setVisible(bool(drop))
        self.add_button = button("添加环节", icon="plus")
        self.add_button.setAccessibleName(f"{title}：添加环节")
        self.add_button.clicked.connect(self._add)
        head = row(label(title, "title", bold=True, wrap=True), self.drop_button, grow=0)
        about = [label(note, "caption", "muted", wrap=True)] if note else []
        steps: list[QWidget | QLayout] = []
        for place, step in enumerate(route.steps):
            steps += [*([line()] if place else []), self._step(place, step), self.who[place]]
        self.setLayout(column(head, *about, *steps, row(self.add_button, None), gap="s", margins=("l", "m")))
        self._say_who()

    def _step(self, place: int, step: Step) -> QLayout:
        number = f"{self.title}第{place + 1}环节"
        box = ChoiceBox()
        for role in SIGNING:
            box.addItem(role.label, role)
        box.setCurrentIndex(SIGNING.index(step.role))
        box.setAccessibleName(f"{number}的角色")
        box.currentIndexChanged.connect(lambda _: self._edited(place))
        name = QLineEdit(step.title)
        name.setPlaceholderText("另起名称（选填），如：司法局把关")
        name.setAccessibleName(f"{number}的名称")
        name.textEdited.connect(lambda _: self._edited(place))
        self.boxes.append(box)
        self.names.append(name)
        last = len(self.route.steps) - 1
        moves = (("上移", place > 0, -1), ("下移", place < last, 1))
        acts = []
        for word, can, by in moves:
            made = button(word, "flat")
            made.setEnabled(can)
            made.setAccessibleName(f"{number}{word}")
            made.clicked.connect(partial(self._move, place, by))
            acts.append(made)
        gone = button("删除", "flat")
        gone.setEnabled(last > 0)
        gone.setToolTip("" if last > 0 else "审签路线至少要有一个环节")
        gone.setAccessibleName(f"删除{number}")
        gone.clicked.connect(partial(self._remove, place))
        return row(label(f"{place + 1}"), box, name, *acts, gone, gap="s", grow=2)

    def _say_who(self) -> None:
        for step, said in zip(self.route.steps, self.who, strict=True):
            able = self._able(step)
            who = "、".join(f"{name}（代{away}）" if away else name for name, away in able.items())
            said.setText(f"今天可由{who}签" if who else f"今天没有人能签，请在“人员”中登记{step.role.label}")
            tag(said, tone="muted" if who else "late")

    # -- changing ---------------------------------------------------------------------------------------------

    def _edited(self, place: int) -> None:
        step = Step(self.boxes[place].currentData(), self.names[place].text().strip())
        self._want([step if at == place else one for at, one in enumerate(self.route.steps)], again=False)
        self._say_who()

    def _move(self, place: int, by: int, *_: object) -> None:
        steps = list(self.route.steps)
        steps.insert(place + by, steps.pop(place))
        self._want(steps)

    def _remove(self, place: int, *_: object) -> None:
        self._want([one for at, one in enumerate(self.route.steps) if at != place])

    def _add(self) -> None:
        used = {step.role for step in self.route.steps}
        role = next((one for one in SIGNING if one not in used), SIGNING[0])
        self._want([Step(role), *self.route.steps])

    def _want(self, steps: list[Step], *, again: bool = True) -> None:
        self.route = replace(self.route, steps=tuple(steps))
        self.changed.emit(self.route, again)
