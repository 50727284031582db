"""Long tests that measure the scorecard of docs/reliability.md: `python3 start.py soak [NAME …]`.

Each module with a function `run(quick: bool) -> list[Measured]` is one of them; it works in a temporary folder and
writes nothing into the project. A short version of each stands in the test suite.
"""
