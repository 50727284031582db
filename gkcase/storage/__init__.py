"""Keeping things: tables, engines, migrations, files by content hash, backups."""
