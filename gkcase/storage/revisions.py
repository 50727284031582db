"""What marks a database as ours and of today's schema; apart, so that a look at a file loads no library."""

from __future__ import annotations

APPLICATION_ID = 0x474B4361
"""Written into every file ("GKCa"), so that a foreign SQLite file is recognised before it is opened."""

REVISIONS = ("0001", "0002", "0003", "0004")
"""All revisions of the schema, oldest first; kept here so that Alembic need not be loaded to compare them."""

HEAD = REVISIONS[-1]
