"""The command that erases personal data after retention."""

from __future__ import annotations

from argparse import Namespace as Options

from gkcase.commands.common import Misused, Told, case_named, office_of, say
from gkcase.services.afterwards import disposal_lines
from gkcase.services.disposing import dispose, preview


def erase(options: Options) -> int:
    """Erase personal data of archived cases whose retention is over; without a case, list them."""
    with office_of(options) as office:
        if not options.case:
            lines = disposal_lines(office)
            listed = [
                f"{line.case.number}  {line.retention}  到期 {line.until.isoformat()}" for line in lines
            ]
            told = [{"case": line.case.number, "until": line.until.isoformat()} for line in lines]
            return say(options, Told({"due": told}, [*listed, f"保管期限届满的案卷{len(lines)}件"]), office)
        chosen = [case_named(office, words) for words in options.case]
        found = preview(office, chosen)
        if not options.reason:
            raise Misused(
                f"将清除{len(chosen)}件案卷、{found.entries}项记录、{found.papers}份文件，不能撤销；确认请写 --reason"
            )
        change = dispose(office, chosen, options.reason)
        return say(options, Told({"erased": len(change.case_ids)}, [change.said]), office)
