"""The law as plain values and pure functions: no clock, no files, no database, no Qt."""
