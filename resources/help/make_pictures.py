"""Draws the pictures of the README: every screen of the demo township, light and dark.

QT_QPA_PLATFORM=offscreen python resources/help/make_pictures.py
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap, QTextCursor
from PySide6.QtTest import QTest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from gkcase.desktop.app import Desktop, make_desktop  # noqa: E402 - found once the path above is set
from gkcase.desktop.office_window import OfficeWindow  # noqa: E402
from gkcase.desktop.reply_panel import FACTS, ReplyPanel  # noqa: E402
from gkcase.desktop.screens.first_start import FirstStart  # noqa: E402
from gkcase.desktop.screens.intake import BLANK  # noqa: E402
from gkcase.desktop.shell import Shell  # noqa: E402
from gkcase.domain.terms import Event, LetterKind  # noqa: E402
from gkcase.services.demo import make_demo  # noqa: E402
from gkcase.services.office import Office, open_office  # noqa: E402
from gkcase.services.people import persons  # noqa: E402

FOLDER = Path(__file__).parent / "pictures"
COLOURS = 256
SHADE = 0xF0F0F0
"""Colours that differ below these bits are of one shade."""

EXTENDED, WRITTEN, SIGNED, ALIKE = 14, 21, 20, 27
"""Cases of the demo township: one that was extended, one to be answered, one to be signed, one like an earlier one."""

CLERK, REVIEWER = "李某", "钱某"
SIGNERS_PAGES = ("signing", "case_sign")
"""Scenes at which the reviewer sits; at all others the clerk."""

Act = Callable[[Shell], object]


def settle(desktop: Desktop, least: int = 500) -> None:
    """Wait until everything that was asked for has arrived and is painted."""
    QTest.qWait(least)
    for _ in range(200):
        if not desktop.tasks._waiting:
            break
        QTest.qWait(50)
    QTest.qWait(300)


def save(picture: QPixmap, name: str) -> None:
    """Keep few colours: a third of the size, and no difference to the eye."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    flag = Qt.ImageConversionFlag.AvoidDither
    image = image.convertToFormat(QImage.Format.Format_Indexed8, colours_of(image), flag)
    image.save(str(FOLDER / name))
    print(name)


def colours_of(image: QImage) -> list[int]:
    """Half of them the commonest, half the commonest of each other shade: a small mark keeps its colour."""
    common = Counter(memoryview(image.constBits()).cast("I")).most_common()
    kept = [colour for colour, _ in common[: COLOURS // 2]]
    others: dict[int, int] = {}
    for colour, _ in common[COLOURS // 2 :]:
        others.setdefault(colour & SHADE, colour)
    return kept + list(others.values())[: COLOURS - len(kept)]


def act_of(event: Event) -> Act:
    """Open an act of the case in sight."""

    def act(shell: Shell) -> None:
        screen: Any = shell.page("case")
        screen.choose(event)

    return act


def path(shell: Shell, facts: dict[str, Any]) -> None:
    """Begin the reply to the case in sight, as far as a draft with these facts has come."""
    screen: Any = shell.page("case")
    screen.write(LetterKind.REPLY)
    QTest.qWait(500)
    screen.findChild(ReplyPanel).fill(facts)


def asked(shell: Shell) -> None:
    """The aid after three answers."""
    path(shell, {"_aid": [0, 0, 0]})


def parts(shell: Shell) -> None:
    """A partly open reply: what is given and what is kept back, each with its reasons."""
    given = {"documents": ["征收补偿安置方案及2025年度资金拨付凭证，共12页"], "form": "paper", "way": "post"}
    kept = {
        "ground_fact": "拨付凭证载有收款人的银行账号",
        "category": "个人隐私",
        "public_interest": "拨付的项目、日期和金额已经公开",
        "reasons": "属于个人隐私，公开会损害其合法权益",
    }
    told = [
        {"content": "方案和资金拨付情况", "result": "R2", "facts": given},
        {"content": "收款人的银行账号", "result": "R4d", "facts": kept},
    ]
    path(shell, {"kind_of_reply": "R3", "parts": told, "delivery": "post", "_step": FACTS})


def sign(shell: Shell) -> None:
    """Show the signatures of the case in sight."""
    screen: Any = shell.page("case")
    screen.tabs.setCurrentIndex(5)


def changed(shell: Shell) -> None:
    """The reviewer reads what the second version says more than the first."""
    screen: Any = shell.page("signing")
    lines = screen.text.visible
    place = max(at for at, one in enumerate(lines) if "竞争利益" in one.text)
    block = screen.text.document().findBlockByNumber(place)
    screen.text.setTextCursor(QTextCursor(block))
    bar = screen.text.verticalScrollBar()
    bar.setValue(bar.value() + bar.pageStep() // 3)


def template(shell: Shell) -> None:
    """What the check of a template found."""
    screen: Any = shell.page("templates")
    screen.template_view.selectRow(screen.table.row_of("reply_disclose"))


def intake(shell: Shell) -> None:
    """A request of somebody who has asked before, half typed."""
    screen: Any = shell.page("intake")
    screen.fields.restore(
        {
            **BLANK,
            "channel": "post_signed",
            "arrival": "2026-12-08",
            "tracking_number": "EB261208013CN",
            "applicant.name": "陈溪石",
            "applicant.id_number": "999999196607160066",
            "wanted": "东湾村六组2025年征地补偿款发放表",
            "form_wanted": "paper",
            "way_wanted": "post",
        }
    )
    screen.advice.say()
    screen.advice.look_beside()


def similar(shell: Shell) -> None:
    """How the office decided requests like the one in sight."""
    screen: Any = shell.page("case")
    screen.tabs.setCurrentIndex(9)


def pasted(shell: Shell) -> None:
    """A published report, pasted from a web page; one row of it does not add up."""
    rows = (
        "2025年政府信息公开工作年度报告",
        "一、本年新收政府信息公开申请数量\t7\t0\t0\t0\t1\t0\t8",
        "二、上年结转政府信息公开申请数量\t0\t0\t0\t0\t0\t0\t0",
        "三、本年度办理结果\t（一）予以公开\t4\t0\t0\t0\t0\t0\t4",
        "（二）部分公开\t2\t0\t0\t0\t0\t0\t2",
        "1.本机关不掌握相关政府信息\t1\t0\t0\t0\t0\t0\t2",
        "（七）总计\t7\t0\t0\t0\t0\t0\t7",
        "四、结转下年度继续办理\t0\t0\t0\t0\t1\t0\t1",
    )
    screen: Any = shell.page("report_import")
    screen.text_edit.setPlainText("\n".join(rows))
    QTest.qWait(500)


def old_ledger(shell: Shell) -> None:
    """An Excel ledger as a township keeps it: columns guessed, samples masked."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "2024年"
    sheet.append(["云溪镇依申请公开登记台账（2024年）"])
    sheet.merge_cells("A1:H1")
    sheet.append(["序号", "申请人", "类别", "申请内容", "收到方式", "收件日期", "答复日期", "答复结果"])
    rows = (
        (1, "孔溪帆", "公民", "东湾村集体资产清查报告", "当面", "2024.3.4", "2024.3.20", "予以公开"),
        (2, "云溪砂石有限公司", "企业", "河道采砂规划", "邮寄", "3月18日", "4月16日", "部分公开"),
        (3, "同上", "企业", "采砂许可审批材料", "邮寄", "同上", "二〇二四年五月九日", "不掌握"),
        (4, "褚云台", "公民", "低保复核结果", "网上", "2024.6.3", "2024.5.30", "予以公开"),
    )
    for one in rows:
        sheet.append(one)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "依申请公开台账.xlsx"
        book.save(path)
        screen: Any = shell.page("ledger")
        screen.open(path)
        QTest.qWait(1500)


SCENES: tuple[tuple[str, str, object, Act | None], ...] = (
    ("desk", "desk", None, None),
    ("cases", "cases", None, None),
    ("case", "case", EXTENDED, None),
    ("case_act", "case", EXTENDED, act_of(Event.CORRECTION_REQUESTED)),
    ("reply_aid", "case", WRITTEN, asked),
    ("case_reply", "case", EXTENDED, parts),
    ("case_sign", "case", SIGNED, sign),
    ("intake", "intake", None, intake),
    ("mail", "mail", None, None),
    ("signing", "signing", SIGNED, changed),
    ("sending", "sending", None, None),
    ("archive", "archive", "archive", None),
    ("remedies", "archive", "remedies", None),
    ("board", "board", None, None),
    ("registers", "registers", None, None),
    ("ledger", "ledger", None, old_ledger),
    ("report", "report", 2026, None),
    ("report_import", "report_import", 2025, pasted),
    ("similar", "case", ALIKE, similar),
    ("templates", "templates", None, template),
    ("calendar", "calendar", None, None),
    ("month", "calendar", "month", None),
    ("settings", "settings", None, None),
)


def shoot(desktop: Desktop, office: Office, scheme: str) -> None:
    """Every scene in one scheme."""
    desktop.wardrobe.choose_scheme(scheme)
    people = {person.name: person for person in persons(office)}
    window = OfficeWindow(desktop, office, list(people.values()), None)
    shell = window.shell
    shell.resize(1440, 900)
    shell.show()
    window.ask_health()
    for name, page, subject, act in SCENES:
        window.choose(people[REVIEWER if name in SIGNERS_PAGES else CLERK])
        shell.go(page, subject)
        settle(desktop)
        if act is not None:
            act(shell)
            settle(desktop)
        save(shell.grab(), f"{name}_{scheme}.png")
    shell.close()


def first_start(desktop: Desktop, scheme: str) -> None:
    """The three questions."""
    screen = FirstStart(desktop.tasks, Path("D:/依申请公开"))
    screen.resize(1440, 900)
    screen.show()
    settle(desktop)
    save(screen.grab(), f"first_start_{scheme}.png")
    screen.close()


def main() -> None:
    """Make the demo township and draw."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        desktop = make_desktop(Path(place) / "window.ini")
        for scheme in ("light", "dark"):  # each with an office of its own: what was typed is kept as a draft
            office = open_office(make_demo(Path(place) / scheme), acting=CLERK)
            shoot(desktop, office, scheme)
            first_start(desktop, scheme)
            office.close()
        desktop.close()


if __name__ == "__main__":
    main()
