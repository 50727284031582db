"""Every row in which a result is counted has its words."""

from __future__ import annotations

from gkcase.domain.replies import REPORT_ROWS
from gkcase.domain.report_rows import ROW_LABELS


def test_every_row_has_its_words_in_the_order_of_the_form() -> None:
    assert tuple(ROW_LABELS) == REPORT_ROWS
    assert len(set(ROW_LABELS.values())) == len(REPORT_ROWS)
