"""The one place that fills a Word template in; nothing else in the program calls docxtpl."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from gkcase.domain.errors import Trouble
from gkcase.services.letter_fonts import has_title_font


def render(template: Path, fields: Mapping[str, object]) -> bytes:
    """Fill the template with the fields; whatever is wrong with the template is Trouble that names it."""
    from docxtpl import DocxTemplate
    from jinja2.exceptions import TemplateError

    from gkcase.services.letter_gate import LetterEnvironment, checked

    try:
        content = checked(template.read_bytes(), template.name)
    except OSError as error:
        raise Trouble(f"读不到文书模板“{template}”，请恢复内置模板") from error
    try:
        document = DocxTemplate(io.BytesIO(content))
        document.render(dict(fields), LetterEnvironment(template.name, fields), autoescape=True)
    except TemplateError as error:
        raise Trouble(
            f"文书模板“{template.name}”的写法有误：{error.message}，请改正或者恢复内置模板"
        ) from error
    except (KeyError, ValueError, AttributeError, SyntaxError, RecursionError) as error:
        raise Trouble(
            f"文书模板“{template.name}”不是完好的Word文件（.docx），请换一份或者恢复内置模板"
        ) from error
    return _saved(document)


def _saved(document: object) -> bytes:
    """The finished file; a title set in a font that this computer lacks is set bold in its substitute."""
    if not has_title_font():
        for style in document.styles:  # type: ignore[attr-defined]
            if style.name in BOLD_WITHOUT_FONT:
                style.font.bold = True
    target = io.BytesIO()
    document.save(target)  # type: ignore[attr-defined]
    return target.getvalue()


BOLD_WITHOUT_FONT = frozenset({"公文标题", "发文机关标志42号", "发文机关标志26号", "发文机关标志22号"})
