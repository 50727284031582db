"""What stands in open forms and has not been recorded is put away as drafts, at once: before a fault is told of."""

from __future__ import annotations

import logging
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

log = logging.getLogger(__name__)


@runtime_checkable
class Unsaved(Protocol):
    """A form that has a draft."""

    draft_word: str

    def put_by(self) -> bool:
        """Put away what has been typed; whether there was any. Raises where that cannot be done."""


def put_by(window: QWidget) -> str:
    """Put away all open forms of a window; one sentence on what has become of them, "" where there was nothing."""
    kept: list[str] = []
    lost: list[str] = []
    for form in [one for one in window.findChildren(QWidget) if isinstance(one, Unsaved)]:
        try:
            if form.put_by():
                kept.append(form.draft_word)
        except Exception:  # one form that cannot be kept must not keep the others from it; it is told of
            log.debug("a draft was not kept", exc_info=True)
            lost.append(form.draft_word)
    words = f"正在填写的{'、'.join(kept)}已存为草稿，再打开时接着填。" if kept else ""
    if lost:
        words += f"正在填写的{'、'.join(lost)}没有存成草稿，请先另外抄下来。"
    return words
