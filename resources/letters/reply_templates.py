"""The replies (答复书) and what closes a case: laid out from the one wording that the program has of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from parts import RECEIVED, notice
from sheet import Sheet

from gkcase.services.reply_words import BODIES, IN_PARTS, SEPARATED, Line

WITH_ATTACHMENTS = frozenset({"reply_disclose", "reply_parts"})
RECTIFICATION = RECEIVED.replace("政府信息公开申请", "政府信息更正申请")


def answer(name: str) -> Sheet:
    """A reply: the request it answers, what is decided and why, the remedies, what is attached."""
    sheet = notice()
    sheet.body(RECTIFICATION if name.startswith("rectification") else RECEIVED)
    lines = BODIES[name]
    for line, after in zip(lines, (*lines[1:], None), strict=True):
        lay(sheet, line, leads=after is not None and bool(after.each))
    return ended(sheet, name)


def lay(sheet: Sheet, line: Line, *, leads: bool) -> None:
    """One paragraph of the wording, under its condition; one that leads to a list stays on the list's page."""
    if line.each:
        sheet.each(line.each, line.text)
        return
    condition = line.when or (f"not {line.unless}" if line.unless else "")
    if not condition:
        sheet.body(line.text, last=leads)
        return
    sheet.when(condition)
    sheet.body(line.text)
    sheet.end()


def reply_parts() -> Sheet:
    """部分公开 (第三十七条), and every reply with several results: a section under its own heading for each."""
    sheet = notice()
    sheet.body(RECEIVED)
    sheet.when("separated")
    sheet.body(SEPARATED)
    sheet.otherwise()
    sheet.body(IN_PARTS)
    sheet.end()
    sheet.sections("sections")
    sheet.optional("remedy_before")
    return ended(sheet, "reply_parts")


def ended(sheet: Sheet, name: str) -> Sheet:
    """The remedies, the attachments and the signature, which every decision ends with."""
    sheet.body("{{ remedy }}", last=True)
    if name in WITH_ATTACHMENTS:
        sheet.attachments()
    sheet.signature()
    return sheet


TEMPLATES: dict[str, Callable[[], Sheet]] = {
    **{name: partial(answer, name) for name in BODIES},
    "reply_parts": reply_parts,
}
