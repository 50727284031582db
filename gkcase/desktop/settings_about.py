"""设置 · 关于: version, what the program is made of, and what has changed."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

import PySide6
from PySide6.QtWidgets import QGridLayout, QLabel, QTextBrowser, QWidget

from gkcase import __version__
from gkcase.desktop.dressing import set_rhythm
from gkcase.desktop.layout import label
from gkcase.desktop.settings_section import Section
from gkcase.desktop.shell import Shell
from gkcase.paths import CHANGELOG
from gkcase.services.office import Office

LIBRARIES = (
    ("PySide6-Essentials", "窗口（Qt 6）", "LGPL-3.0"),
    ("SQLAlchemy", "数据库的表和查询", "MIT"),
    ("alembic", "数据库升级", "MIT"),
    ("psycopg", "连接 PostgreSQL", "LGPL-3.0"),
    ("docxtpl", "由模板生成文书", "LGPL-2.1"),
    ("python-docx", "读写 Word 文件", "MIT"),
    ("lxml", "读写 XML", "BSD-3-Clause"),
    ("Jinja2", "填写模板", "BSD-3-Clause"),
    ("holidays", "未公布年份的法定节日", "MIT"),
    ("python-stdnum", "证件号码校验", "LGPL-2.1"),
    ("platformdirs", "数据文件夹的位置", "MIT"),
    ("openpyxl", "读写 Excel 文件", "MIT"),
    ("icalendar", "日历文件", "BSD-2-Clause"),
    ("pypdfium2", "显示 PDF 文件", "BSD-3-Clause、Apache-2.0"),
)
"""What the program uses at work; the licences are those of the packages themselves."""


class AboutSection(Section):
    """Read when it is first come to: the list asks the disk for each version."""

    form = "settings_about"
    help_topic = "settings"
    word = "关于"
    version_label: QLabel
    law_label: QLabel
    licence_body: QWidget
    change_browser: QTextBrowser

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__(office, shell)
        running = f"Python {platform.python_version()}，Qt {PySide6.__version__}"
        self.version_label.setText(f"GKCase {__version__} · {running}")
        calendar = office.rules.calendar
        law = f"《中华人民共和国政府信息公开条例》（国务院令第711号），节假日安排已公布至{calendar.last_published}年"
        self.law_label.setText(law)
        self.setFocusProxy(self.change_browser)
        self._list_libraries()

    def arrive(self) -> None:
        if self.change_browser.document().isEmpty():
            text = CHANGELOG.read_text(encoding="utf-8")
            self.change_browser.setMarkdown(text[max(text.find("\n## "), 0) :])  # the card says the title

    def _list_libraries(self) -> None:
        grid = QGridLayout(self.licence_body)
        set_rhythm(grid, 24, 4, 0, 0, 0, 0)
        for place, (name, what, licence) in enumerate(LIBRARIES):
            cells = (
                label(name),
                label(installed(name), tone="muted"),
                label(what, tone="muted"),
                label(licence),
            )
            for column, cell in enumerate(cells):
                grid.addWidget(cell, place, column)
        grid.setColumnStretch(2, 1)


def installed(package: str) -> str:
    """The version that is installed; a package that was left out has none."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "未安装"
