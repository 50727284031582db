"""What is wrong with the writing of a template, said so that an officer finds the place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError, ParserCreate

from gkcase.domain.errors import Trouble

if TYPE_CHECKING:
    from jinja2.exceptions import TemplateError

    from gkcase.services.letter_gate import LetterEnvironment

SLIPS = (
    (r"Unexpected end of template\..*'(end\w+)'.*", r"有if或者for没有用{% \1 %}收尾"),
    (r"Unexpected end of template.*", "有标记没有收尾"),
    (r"unexpected '(.*)'", r"多出“\1”"),
    (r"unexpected char '(.*)' at \d+", r"有不认识的字符“\1”"),
    (r"Encountered unknown tag 'end(\w+)'.*", r"多出{% end\1 %}，前面没有与它成对的\1"),
    (r"Encountered unknown tag '(.*?)'.*", r"不认识的标记“\1”"),
    (r"unexpected end of template.*", "有标记没有写完"),
    (r"[Ee]xpected token '(.*)', got '(.*)'", r"应为“\1”的地方写了“\2”"),
    (r"Missing end of (comment|raw).*", "有注释没有收尾"),
)
"""What Jinja says, and how it is said to people."""

TAG = re.compile(r"\{(?:<[^>]*>)*[{%#].*?[}%#](?:<[^>]*>)*\}", re.DOTALL)
MARKUP = re.compile(r"<(/?)([\w:]+)[^>]*?(/?)>")

OPENED = re.compile(r"\{[{%#]")
CLOSES = {"{{": "}}", "{%": "%}", "{#": "#}"}
LONGEST_TAG, SHOWN = 1_000, 20


def said_of(error: TemplateError) -> str:
    """A mistake in Chinese; one that is not known stays as it is."""
    message = str(error.message)
    for pattern, words in SLIPS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return found.expand(words)
    return message


def check_closed(plain: str, environment: LetterEnvironment) -> None:
    """Refuse a tag that is not closed near by; docxtpl would look for its end through the whole file, each time."""
    place = 0
    while opened := OPENED.search(plain, place):
        end = CLOSES[opened[0]]
        closed = plain.find(end, opened.end(), opened.end() + LONGEST_TAG)
        if closed < 0:
            near = plain[opened.start() : opened.start() + SHOWN].strip()
            raise Trouble(
                f"文书模板“{environment.template}”的写法有误：“{near}”没有用{end}收尾，请改正或者恢复内置模板"
            )
        place = closed + len(end)


def check_joined(source: str, patched: str, environment: LetterEnvironment) -> None:
    """Refuse a field that lies half inside something else, as a tracked change: joining it would tear the file."""
    if not well_formed(source) or well_formed(patched):
        return
    torn = next((found[0] for found in TAG.finditer(source) if not _level(found[0])), "")
    shown = re.sub("<[^>]*>", "", torn).strip()
    raise Trouble(
        f"文书模板“{environment.template}”的字段“{shown or '{{ }}'}”有一半在修订或者链接里，"
        "请接受全部修订，把这个字段删去重打一遍"
    )


def well_formed(text: str) -> bool:
    """Whether a text is XML."""
    try:
        ParserCreate().Parse(text.encode("utf-8", "surrogatepass"), True)
    except ExpatError:
        return False
    return True


def _level(text: str) -> bool:
    """Whether what a field spans is closed and opened again in the same order."""
    open_: list[str] = []
    closed: list[str] = []
    for end, name, alone in MARKUP.findall(text):
        if alone:
            continue
        if not end:
            open_.append(name)
        elif open_ and open_[-1] == name:
            open_.pop()
        else:
            closed.append(name)
    return closed == open_[::-1]
