"""Paper anchors (锚点): a printed end of the chain, held against the database.

Who has the key of this computer can write the whole chain anew, but not the sheets that have been signed since.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gkcase.domain.errors import Refusal
from gkcase.services.office import Office
from gkcase.services.values import Seal
from gkcase.storage import audit

_NUMBER = re.compile(r"\D*(\d+)\s*[-\s:：,，]\s*(.*)", re.DOTALL)
_HEX = re.compile(r"[0-9a-fA-F]{4}")
FORM = "纸上的审计链应写成“18342-7F3A-…”：条数，再写八组四位的摘要"


@dataclass(frozen=True)
class Anchored:
    """What became of it: whether the paper's digest stands in the chain, and that in a sentence."""

    ok: bool
    said: str


def read_anchor(words: str) -> Seal:
    """An anchor as it was typed from the paper; `hash` holds the 32 digits that stand there."""
    found = _NUMBER.match(words.strip().removeprefix("审计链"))
    digits = "".join(_HEX.findall(found[2].partition("摘要")[2] or found[2])[:8]) if found else ""
    if found is None or len(digits) != 32 or not int(found[1]):
        raise Refusal(FORM, "", "anchor")
    return Seal(int(found[1]), digits.lower())


def check_anchor(office: Office, words: str) -> Anchored:
    """Whether the head that a sheet bears stands in the chain at its place."""
    paper = read_anchor(words)
    with office.reading() as session:
        end, kept = audit.head(session), audit.hash_at(session, paper.acts)
    if not kept:
        return Anchored(False, f"纸上到第{paper.acts}条，审计链只到第{end.n}条：后面的记录不见了")
    if paper.hash in (kept[:16] + kept[-16:], kept[:32]):  # earlier sheets bore the first 32 digits
        return Anchored(True, f"纸上的摘要与审计链第{paper.acts}条一致")
    return Anchored(
        False, f"纸上的摘要与审计链第{paper.acts}条不符：第1条至第{paper.acts}条中有记录在印出以后被改写过"
    )
