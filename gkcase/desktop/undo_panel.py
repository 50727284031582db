"""Panels that put the record right: an entry is voided with a reason, a registration amended; both stay visible."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal

from gkcase.desktop.act_panel import ActPanel, Made
from gkcase.desktop.case_tabs import entry_words
from gkcase.desktop.case_view import CaseView
from gkcase.desktop.fact_form import Ask
from gkcase.desktop.step_asks import effect_words
from gkcase.desktop.step_panel import Tried, try_out
from gkcase.domain.facts import RECEIVED_FACTS
from gkcase.domain.terms import Event, dated
from gkcase.services import handling
from gkcase.services.office import Change

REASON = Ask("reason", "理由", "lines", required=True, hint="写明为什么作废，如：日期登错")
WHY_AMENDED = Ask("reason", "更正的理由", "lines", required=True, hint="如：签收日期看错")
NOT_AMENDED = frozenset({"imported"})


class VoidPanel(ActPanel):
    """作废: takes an entry back; it stays in the record, struck out. `supposed` carries the ledger without it."""

    supposed = Signal(object)

    def open(self, view: CaseView, seq: int) -> None:
        """Ask for the reason."""
        self.seq = seq
        line = next(line for line in view.file.journal if line.entry.seq == seq)
        about = f"{dated(line.entry.on)} {line.entry.event.label}　{entry_words(line)}"
        self.start(view, f"void:{seq}", "作废", f"第{seq}项", "作废这一项", about)
        with self.filling():
            self.ask([REASON])
        self.bring_back()

    def look(self) -> None:
        """Ask how the period would stand without the entry."""
        if self.view is None or not self.isVisible():
            return
        facts, today = {"entry": self.seq}, self._office.today()
        work = partial(try_out, self._office, self.view.file.id, Event.VOIDED, today, facts)
        self._shell.tasks.run(self, work, self._show, self._shell.notices.beside(self), topic="look")

    def _show(self, tried: Tried) -> None:
        words = effect_words(tried.effect.before, tried.effect.after, ())
        self.show_effect(words or tried.effect.refusal)
        self.supposed.emit(tried.ledger)

    def work(self) -> Callable[[], Made]:
        """Void the entry."""
        assert self.view is not None  # asked by confirm
        reason = str(self.form.fact_form.facts().get("reason") or "")
        file = self.view.file
        return partial(handling.void, self._office, file.id, self.seq, reason=reason, version=file.version)


class AmendPanel(ActPanel):
    """更正登记: the registration as it was typed, to be put right as one act."""

    def open(self, view: CaseView) -> None:
        """Show the facts of the registration; personal data stands open, why was asked and recorded before."""
        about = (
            "原登记作废并保留；各项期限按更正后的日期重新计算。个人信息在此完整显示，查看的理由已记录在案。"
        )
        self.start(view, "amend", "更正登记", "第三十一条", "更正登记", about)
        specs = (spec for spec in RECEIVED_FACTS if spec.name not in NOT_AMENDED)
        with self.filling():
            self.ask([*specs, WHY_AMENDED])
            self.form.fact_form.fill(view.file.received.facts)
        self.bring_back()

    def work(self) -> Callable[[], Change]:
        """Amend the registration."""
        assert self.view is not None  # asked by confirm
        facts = self.form.fact_form.facts()
        reason = str(facts.pop("reason", "") or "")
        return partial(handling.amend, self._office, self.view.file.id, facts, reason=reason)
