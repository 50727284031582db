"""The manual inside the program: a side window with the page that explains where one is."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from gkcase.desktop.dialogs import Dialog
from gkcase.desktop.tokens import sp, tag
from gkcase.paths import RESOURCES

FOLDER = RESOURCES / "help"
TOPICS = {
    "start": "开始",
    "desk": "工作台",
    "cases": "案件",
    "intake": "新登记",
    "case": "案件窗口",
    "reply": "答复",
    "preflight": "出门前检查",
    "together": "一并办理",
    "mailbox": "收件簿",
    "signing": "审签",
    "sending": "送达",
    "archive": "归档和复议诉讼",
    "board": "看板",
    "registers": "台账",
    "report": "年报",
    "calendar": "日历",
    "templates": "文书模板",
    "settings": "设置",
    "login": "登录和锁定",
    "encryption": "加密和恢复码",
    "history": "审计链",
    "ledger": "导入旧台账",
    "deadlines": "期限怎样计算",
    "keys": "快捷键",
}
FIRST = "start"


def article(topic: str) -> str:
    """The text of a topic."""
    return (FOLDER / f"{topic}.md").read_text(encoding="utf-8")


class HelpWindow(Dialog):
    """Topics at the left, the text at the right; links lead from one to the next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("帮助", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.topic = ""
        self.list = tag(QListWidget(), role="side")
        self.list.setAccessibleName("帮助目录")
        self.list.setMaximumWidth(sp(160))
        for topic, word in TOPICS.items():
            entry = QListWidgetItem(word)
            entry.setData(Qt.ItemDataRole.UserRole, topic)
            self.list.addItem(entry)
        self.browser = QTextBrowser()
        self.browser.setAccessibleName("帮助内容")
        self.browser.setOpenLinks(False)
        self.browser.anchorClicked.connect(self._follow)
        self.list.currentItemChanged.connect(self._chosen)
        content = QWidget()
        box = QHBoxLayout(content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.list)
        box.addWidget(self.browser, 1)
        self.hold(content)
        self.resize(sp(720), sp(680))

    def open_topic(self, topic: str) -> None:
        """Show a topic (the first, where there is none of that name) and come to the front."""
        self.show_topic(topic if topic in TOPICS else FIRST)
        if not self.isVisible():
            self._stand_beside()
        self.show()
        self.list.doItemsLayout()  # rows are measured before the style is known
        self.raise_()
        self.activateWindow()

    def show_topic(self, topic: str) -> None:
        """Show a topic."""
        self.topic = topic
        self.browser.setMarkdown(article(topic))
        self.list.setCurrentRow(list(TOPICS).index(topic))
        self.setWindowTitle(f"帮助 · {TOPICS[topic]}")

    def _stand_beside(self) -> None:
        """At the right edge of the window that is explained, so that both can be read."""
        parent = self.parentWidget()
        if parent is not None:
            corner = parent.mapToGlobal(parent.rect().topRight())
            self.move(corner.x() - self.width() - sp("l"), corner.y() + sp(64))

    def _chosen(self, now: QListWidgetItem | None) -> None:
        if now is not None and now.data(Qt.ItemDataRole.UserRole) != self.topic:
            self.show_topic(now.data(Qt.ItemDataRole.UserRole))

    def _follow(self, link: QUrl) -> None:
        topic = link.path().removesuffix(".md")
        if topic in TOPICS:
            self.show_topic(topic)
        elif link.hasFragment():
            self.browser.scrollToAnchor(link.fragment())
