"""Tests of the law: no files, no database, no Qt."""
