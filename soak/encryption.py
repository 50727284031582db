"""What encryption costs: a save through the services with its links of the chain, and the warm register (line 23).

Both offices do the same in turn, now one first and now the other, so that a busy moment of the machine meets both.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from benchmarks.large_office import make_large_office
from gkcase.domain.terms import Event
from gkcase.services import encrypting, handling, intake
from gkcase.services.office import Office
from gkcase.services.queries import CaseFilter, case_ids, case_lines
from soak.measured import Measured
from soak.offices import TODAY, keep_keys_in, make_office, open_again
from tests.services.requests import POSTED

LINE = 23
MOST_SAVE, MOST_REGISTER, MOST_MS = 1.25, 2.0, 50.0
PAGE = 40

Offices = tuple[Office, Office]


def run(quick: bool) -> list[Measured]:
    """Save and read in turns (scorecard, line 23)."""
    with tempfile.TemporaryDirectory(prefix="gkcase-cipher-") as name:
        folder = Path(name)
        keep_keys_in(folder / "keys")
        return [*saves(folder, 60 if quick else 1000), register(folder, 2_000 if quick else 100_000)]


def saves(folder: Path, pairs: int) -> list[Measured]:
    """Requests registered and noted upon: the median of each office, and the median of the pairs."""
    offices = make_office(folder / "plain.gkdb"), make_office(folder / "cipher.gkdb", encrypted=True)
    try:
        numbers = iter(range(10**9))

        def save(office: Office, case_id: int) -> int:
            if next(numbers) % 4 < 2:
                return intake.register(office, POSTED).case_id
            handling.record(office, case_id, Event.NOTED, on=TODAY, facts={"note": "来电询问进度"})
            return case_id

        first = [intake.register(office, POSTED).case_id for office in offices]
        plain, cipher = in_turn(pairs, *(_saving(save, *pair) for pair in zip(offices, first, strict=True)))
    finally:
        for office in offices:
            office.close()
    ratio = median(cipher) / median(plain)
    pairwise = median(two / one for one, two in zip(plain, cipher, strict=True))
    p95 = quantiles(cipher, n=20)[-1]
    apart = f"{median(plain):.2f} → {median(cipher):.2f} ms, by pairs {(pairwise - 1) * 100:+.1f} %"
    figure = f"{(ratio - 1) * 100:+.1f} % ({apart})"
    return [
        Measured(LINE, f"cost of encryption on a save, {pairs} pairs", figure, "≤ +25 %", ratio <= MOST_SAVE),
        Measured(LINE, "an encrypted save, p95", f"{p95:.1f} ms", "≤ 50 ms", p95 <= MOST_MS),
    ]


def _saving(save: Callable[[Office, int], int], office: Office, case_id: int) -> Callable[[], object]:
    known = [case_id]

    def act() -> None:
        known[0] = save(office, known[0])

    return act


def register(folder: Path, cases: int) -> Measured:
    """The list of all cases and a page of it, once everything has been read before."""
    plain, cipher = folder / "large.gkdb", folder / "large_cipher.gkdb"
    make_large_office(plain, cases)
    shutil.copy(plain, cipher)
    encrypting.encrypt_office(cipher)
    offices = open_again(plain), open_again(cipher)
    try:
        for office in offices:
            _looked_through(office)
        one, two = in_turn(30, *(_looking(office) for office in offices))
    finally:
        for office in offices:
            office.close()
    ratio = median(two) / median(one)
    figure = f"{ratio:.2f}× ({median(one):.1f} → {median(two):.1f} ms)"
    what = f"cost of encryption on the warm register of {cases} cases"
    return Measured(LINE, what, figure, "≤ 2×", ratio <= MOST_REGISTER)


def _looking(office: Office) -> Callable[[], object]:
    return lambda: _looked_through(office)


def _looked_through(office: Office) -> None:
    ids = case_ids(office, CaseFilter())
    for start in (0, len(ids) // 2, max(len(ids) - PAGE, 0)):
        case_lines(office, ids[start : start + PAGE])


def in_turn(times: int, *acts: Callable[[], object]) -> Sequence[list[float]]:
    """Milliseconds of each act; who begins changes from round to round."""
    took: list[list[float]] = [[] for _ in acts]
    for turn in range(times):
        order = range(len(acts)) if turn % 2 == 0 else reversed(range(len(acts)))
        for place in order:
            began = perf_counter()
            acts[place]()
            took[place].append((perf_counter() - began) * 1000)
    return took
