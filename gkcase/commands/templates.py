"""The command about Word templates: templates check."""

from __future__ import annotations

import sys
from argparse import Namespace as Options
from pathlib import Path

from gkcase.commands.common import FAILED, Told, office_of, say
from gkcase.domain.errors import Refusal, Trouble
from gkcase.services.lettering import own_templates
from gkcase.services.template_doctor import Checkup, Remark
from gkcase.services.templates import check_up, examined, files_in, page_counts, template_lines

WORDS = {"error": "错误", "warning": "提醒", "hint": "提示"}


def check(options: Options) -> int:
    """Look over all templates, or those in a folder."""
    if options.folder is None:
        with office_of(options) as office:
            folder = own_templates()
            found = [check_up(office, folder, line.name) for line in template_lines(office, folder)]
            own = [one for one in found if one.path.parent == folder]
    else:
        found = own = [_of_file(path) for path in files_in(Path(options.folder))]
    pages = _pages(own)
    errors = sum(one.errors for one in found)
    ending = f"发现{errors}处错误" if errors else "都可以使用"
    lines = [line for one in found for line in _lines(one, pages.get(one.template))]
    document = {
        "ok": not errors,
        "read": len(found),
        "imported": 0,
        "listed": [_listed(one, remark) for one in found for remark in one.remarks],
        "templates": [_document(one, pages.get(one.template)) for one in found],
    }
    say(options, Told(document, [*lines, f"{len(found)}个模板，{ending}"]))
    if errors:
        print(f"发现{errors}处错误，详见输出", file=sys.stderr)
    return FAILED if errors else 0


def _of_file(path: Path) -> Checkup:
    """What cannot be read, or has a name that no letter has, is said; the others are looked over all the same."""
    try:
        return examined(path.stem, path)
    except (Refusal, Trouble) as told:
        return Checkup(path.stem, path.name, path, "", {}, (Remark("error", str(told)),))


def _pages(found: list[Checkup]) -> dict[str, tuple[int, int]]:
    """How long the fullest and the emptiest letter of each template are, where LibreOffice can tell."""
    whole = [one for one in found if one.longest and one.emptiest]
    counts = page_counts([content for one in whole for content in (one.longest, one.emptiest)])
    pairs = zip(counts[::2], counts[1::2], strict=True)
    return {one.template: pair for one, pair in zip(whole, pairs, strict=False)}


def _lines(one: Checkup, pages: tuple[int, int] | None) -> list[str]:
    length = f"，最长{pages[0]}页，最短{pages[1]}页" if pages else ""
    remarks = [f"  {WORDS[r.level]}：{r.text}{f'（{r.basis}）' if r.basis else ''}" for r in one.remarks]
    return [f"{one.title}（{one.path.name}）：{one.verdict}{length}", *remarks]


def _listed(one: Checkup, remark: Remark) -> dict[str, object]:
    """A remark in the shape in which every command lists what it found wrong in files; a template has no rows."""
    named = {"sheet": one.path.name, "row": None, "cell": remark.field}
    return {**named, "problem": remark.text, "proposal": ""}


def _document(one: Checkup, pages: tuple[int, int] | None) -> dict[str, object]:
    remarks = [{"level": r.level, "text": r.text, "field": r.field, "basis": r.basis} for r in one.remarks]
    return {
        "template": one.template,
        "title": one.title,
        "file": str(one.path),
        "sha256": one.sha256,
        "ok": not one.errors,
        "verdict": one.verdict,
        "fields": dict(one.fields),
        "remarks": remarks,
        "pages": {"longest": pages[0], "emptiest": pages[1]} if pages else None,
    }
