"""What can go wrong, sorted by who has to act. Anything else that is raised is our own bug."""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):
    """The rules do not allow this step; the officer has to choose another.

    `reason` is one Chinese sentence for the officer, `basis` the article behind it, `field` the name of the
    fact that caused it, so that a form can put the sentence beside it; both may be empty.
    """

    def __init__(self, reason: str, basis: str = "", field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.basis = basis
        self.field = field


class Conflict(Refusal):
    """A colleague changed the case first; reload and look again."""


class Trouble(Exception):
    """The surroundings failed (disk, database, template); the message says what the office can do."""


class ClockBack(Trouble):
    """This computer's clock is behind what was recorded last (时钟倒退); somebody who says why can go on."""


class Stopped(Refusal):
    """A reply that must not leave as it is (出门前检查); that it was stopped, and by which rules, is put on record.

    `record` names the case, the step and the codes, and holds no personal data.
    """

    def __init__(self, reason: str, basis: str, field: str, record: Mapping[str, object]) -> None:
        super().__init__(reason, basis, field)
        self.record = record
