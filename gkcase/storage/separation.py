"""Whoever drafts does not sign, nobody signs twice (第四十五条): the domain's rule, kept by the database itself.

The name under a signature stands in `journal.signer`, for who types a signature given on paper is somebody else. Where
the words of a submission are not written yet, many cases are being brought in at once: those the program has judged.
"""

from __future__ import annotations

_REPLIES = "('reply', 'rectification')"


def _drafter(sha256: str, drafter: str) -> str:
    """Who wrote the file that was submitted; where it was not written here, whom the submission names."""
    return (
        "(SELECT coalesce((SELECT w.recorded_by FROM letters l"
        " JOIN journal w ON w.case_id = l.case_id AND w.seq = l.seq"
        f" WHERE l.case_id = NEW.case_id AND l.kind IN {_REPLIES} AND l.sha256 = {sha256}"
        f" ORDER BY l.id DESC LIMIT 1), nullif({drafter}, ''), s.recorded_by)"
        " FROM journal s JOIN payloads p ON p.case_id = s.case_id AND p.seq = s.seq"
        " WHERE s.case_id = NEW.case_id AND s.event = 'submitted' AND p.body IS NOT NULL"
        " ORDER BY s.seq DESC LIMIT 1)"
    )


def _signed_before(voided: str) -> str:
    """Whether the same name stands under another signature of this round that has not been taken back."""
    return (
        "EXISTS (SELECT 1 FROM journal j JOIN payloads q ON q.case_id = j.case_id AND q.seq = j.seq"
        " WHERE j.case_id = NEW.case_id AND j.event = 'signed'"
        " AND coalesce(j.signer, j.recorded_by) = coalesce(NEW.signer, NEW.recorded_by)"
        " AND j.seq > (SELECT coalesce(max(r.seq), 0) FROM journal r WHERE r.case_id = NEW.case_id"
        " AND (r.event IN ('submitted', 'returned') OR EXISTS (SELECT 1 FROM letters l"
        f" WHERE l.case_id = r.case_id AND l.seq = r.seq AND l.kind IN {_REPLIES})))"
        " AND NOT EXISTS (SELECT 1 FROM journal v"
        " JOIN payloads b ON b.case_id = v.case_id AND b.seq = v.seq"
        f" WHERE v.case_id = NEW.case_id AND v.event = 'voided' AND {voided} = j.seq))"
    )


_TWICE_SQLITE = _signed_before("json_extract(b.body, '$.facts.entry')")
_TWICE_POSTGRESQL = _signed_before("(b.body::json -> 'facts' ->> 'entry')::int")
_NAMED = "(SELECT signer FROM journal WHERE case_id = NEW.case_id AND seq = NEW.seq AND event = 'signed')"

SQLITE = {
    "journal_signed": "CREATE TRIGGER journal_signed BEFORE INSERT ON journal WHEN NEW.event = 'signed' AND ("
    "coalesce(NEW.signer, NEW.recorded_by) = "
    + _drafter("json_extract(p.body, '$.facts.sha256')", "json_extract(p.body, '$.facts.drafter')")
    + f" OR {_TWICE_SQLITE})"
    " BEGIN SELECT RAISE(ABORT, 'who drafts does not sign, and nobody signs twice'); END",
    "payloads_signed": "CREATE TRIGGER payloads_signed BEFORE INSERT ON payloads"
    f" WHEN {_NAMED} IS NOT NULL AND {_NAMED} IS NOT json_extract(NEW.body, '$.facts.signer')"
    " BEGIN SELECT RAISE(ABORT, 'a signature bears the name of its signer'); END",
}
"""The two triggers as SQLite keeps them."""

FUNCTIONS = {
    "gkcase_signed": "BEGIN IF NEW.event = 'signed' AND (coalesce(NEW.signer, NEW.recorded_by) = "
    + _drafter("(p.body::json -> 'facts' ->> 'sha256')", "(p.body::json -> 'facts' ->> 'drafter')")
    + f" OR {_TWICE_POSTGRESQL})"
    " THEN RAISE EXCEPTION 'who drafts does not sign, and nobody signs twice' USING ERRCODE = 'GK002'; END IF;"
    " RETURN NEW; END",
    "gkcase_signer": f"BEGIN IF {_NAMED} IS NOT NULL THEN"  # what is no signature may be no JSON either
    f" IF {_NAMED} IS DISTINCT FROM (NEW.body::json -> 'facts' ->> 'signer')"
    " THEN RAISE EXCEPTION 'a signature bears the name of its signer' USING ERRCODE = 'GK002'; END IF; END IF;"
    " RETURN NEW; END",
}

POSTGRESQL = {
    "journal_signed": ("journal", "INSERT", "gkcase_signed"),
    "payloads_signed": ("payloads", "INSERT", "gkcase_signer"),
}
"""Each trigger in PostgreSQL with its table, events and function."""
