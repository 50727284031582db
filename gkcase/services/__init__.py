"""What an office can do: one function per act, one transaction each; and what it can ask."""
