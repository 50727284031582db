"""The drawing of the dashboard: no cases, one, more than a page likes; as a PDF whose words can be found, as PNG."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from gkcase.desktop import paper_pen
from gkcase.desktop.board_shares import Block, gathered
from gkcase.desktop.board_sheet import HEIGHT, WIDTH, board_sheet, draw
from gkcase.desktop.paper_pen import PAPER, Spot
from gkcase.desktop.printing import save_pdf, save_png
from gkcase.desktop.risk_sheet import paginated, risk_sheet
from gkcase.services.board_lists import RiskGroup, RiskLine, RiskList
from gkcase.services.board_values import Board, Share, State
from gkcase.services.values import Seal
from tests.desktop.board_samples import LONG, TODAY, board_of, crowded, open_case

SAMPLES = {
    "none": board_of([]),
    "one": board_of([open_case(1, TODAY)]),
    "crowded": crowded(),
}
HARD = "月日网方金人民一二大长马黄门见页镇"
"""Signs that a PDF by Qt takes for radicals."""


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> None:
    """Fonts need one."""


def drawn(board: Board) -> tuple[QImage, list[Spot]]:
    image = QImage(int(WIDTH) // 2, int(HEIGHT) // 2, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    spots = draw(painter, QRectF(image.rect()), board)
    painter.end()
    return image, spots


@pytest.mark.parametrize("name", SAMPLES)
def test_every_office_has_a_page(name: str) -> None:
    board = SAMPLES[name]
    image, spots = drawn(board)
    page = QRectF(image.rect())
    assert all(page.contains(spot.box) for spot in spots)
    assert all(spot.words for spot in spots)
    opened = {key for spot in spots for key in spot.keys}
    assert {figure.key for figure in board.figures} <= opened
    assert {share.key for group in (board.stages, board.handlers, board.units) for share in group} <= opened
    margin = {
        image.pixelColor(x, y).name() for x in (2, image.width() - 3) for y in range(0, image.height(), 7)
    }
    assert margin == {"#ffffff"}


def test_many_cases_of_a_day_become_one_bar_below_the_words_of_the_chart() -> None:
    board = SAMPLES["crowded"]
    most = max(len(day.cases) for day in board.days)
    assert most >= 40
    _, spots = drawn(board)
    [tallest] = [spot for spot in spots if spot.said == f"{most}件" and spot.title.endswith("届满")]
    [asides] = [spot for spot in spots if spot.title == "无届满日"]
    assert tallest.box.top() > asides.box.bottom()
    assert not [spot for spot in spots if spot.small]


def test_a_few_cases_are_blocks_with_their_numbers() -> None:
    board = board_of([open_case(place, TODAY + timedelta(days=place % 3)) for place in range(1, 10)])
    _, spots = drawn(board)
    assert {spot.case_id for spot in spots if spot.small} == set(range(1, 10))


def test_what_has_no_room_is_counted_with_the_rest() -> None:
    shares = [Share(f"unit:{n}", LONG, 10 - n, n % 2) for n in range(6)]
    bars = gathered(Block("在办 · 承办单位", "", shares, rest="其余{}个"), 3)
    assert [bar.label for bar in bars] == [LONG, LONG, "其余4个"]
    assert sum(bar.count for bar in bars) == sum(share.count for share in shares)
    assert bars[-1].keys == ("unit:2", "unit:3", "unit:4", "unit:5")
    assert (bars[-1].count, bars[-1].late) == (26, 2)
    assert len(gathered(Block("", "", shares), 6)) == 6


def test_no_words_are_smaller_than_paper_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[float] = set()
    made = paper_pen.font

    def noted(points: float, bold: bool = False):  # type: ignore[no-untyped-def]  # as the one it stands for
        asked.add(points)
        return made(points, bold)

    monkeypatch.setattr(paper_pen, "font", noted)
    for board in SAMPLES.values():
        drawn(board)
    assert min(asked) >= 7
    assert {points for points in asked if points < paper_pen.SMALLEST} <= {7}
    assert made(7.5).pixelSize() * 72 / 254 >= 7.5


def test_states_tell_each_other_apart_in_grey() -> None:
    greys = sorted(_grey(PAPER.fill(state)) for state in (State.LATE, State.SAFE, State.SOON))
    assert all(after - before > 30 for before, after in pairwise(greys))


def _grey(colour: QColor) -> float:
    return 0.299 * colour.red() + 0.587 * colour.green() + 0.114 * colour.blue()


def words_of(path: Path) -> str:
    """The text of all pages without the breaks that a reader guesses."""
    document = pypdfium2.PdfDocument(path)
    try:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()


def test_the_pdf_is_drawn_in_lines_and_its_words_are_found(tmp_path: Path) -> None:
    cases = [open_case(250 + n, TODAY + timedelta(days=n), unit=HARD[n : n + 6]) for n in range(-2, 12)]
    results = [Share("result:open", "予以公开", 10), Share("result:np", "不予处理", 2)]
    board = board_of(cases, results, HARD)
    target = tmp_path / "看板.pdf"
    save_pdf(board_sheet(board), target)
    assert b"/Subtype /Image" not in target.read_bytes()
    found = words_of(target)
    for words in said_on(board):
        assert "".join(words.split()) in found, words


def said_on(board: Board) -> Iterator[str]:
    yield from (board.headline, board.office, board.moment, board.calendar, board.chain, HARD)
    yield from (figure.label for figure in board.figures)
    yield from (share.label for share in (*board.stages, *board.results))
    yield from ("依申请公开办理期限看板", "今后八周到期", "最紧急的十件", "元旦", "申请人姓名已遮盖")


def test_the_picture_has_300_dots_an_inch(tmp_path: Path) -> None:
    target = tmp_path / "看板.png"
    save_png(board_sheet(SAMPLES["one"]), target)
    image = QImage(str(target))
    assert (image.width(), image.height()) == (3508, 2479)
    assert round(image.dotsPerMeterX() * 0.0254) == 300


# -- lists ------------------------------------------------------------------------------------------------


def listed(counts: dict[str, int]) -> RiskList:
    groups = []
    for title, many in counts.items():
        lines = tuple(
            RiskLine(open_case(n, TODAY), "张*", f"{title}{n}", "答复", "第三十三条第二款", None)
            for n in range(1, many + 1)
        )
        groups.append(RiskGroup(title, f"{many}件", lines))
    return RiskList(
        "云溪镇人民政府", "每周风险清单", "若干件。", "2026年第50周", date(2026, 12, 8), "截至2026年12月8日", 2026,
        Seal(3, "ab" * 32), tuple(groups), ("制表", "审核", "分管领导"),
    )  # fmt: skip


def test_lines_go_onto_pages_with_their_heads(tmp_path: Path) -> None:
    risks = listed({"已逾期": 16, "今天届满": 2, "暂停": 40})
    pages = paginated(risks.groups)
    lines = [item for page in pages for item in page if isinstance(item, RiskLine)]
    assert len(lines) == risks.count == 58
    assert all(not isinstance(page[0], RiskLine) for page in pages)
    assert all(isinstance(page[-1], RiskLine) for page in pages)
    target = tmp_path / "清单.pdf"
    save_pdf(risk_sheet([risks], risks.title), target)
    found = words_of(target)
    assert found.count("申请人·申请事项") == len(pages) == 4
    assert found.count("分管领导") == 1
    assert f"第{len(pages)}页共{len(pages)}页" in found
    assert "暂停（续）" in found


def test_the_signatures_take_a_page_of_their_own_where_the_last_is_full() -> None:
    full = next(n for n in range(10, 30) if len(paginated(listed({"已逾期": n}).groups)) == 2)
    assert paginated(listed({"已逾期": full}).groups)[1] == []
    assert len(paginated(listed({"已逾期": full - 1}).groups)) == 1
    assert paginated(listed({}).groups) == [[]]
