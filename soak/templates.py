"""Templates that attack (scorecard 17) and any text on its way through a letter (scorecard 18)."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gkcase.domain.errors import Trouble
from gkcase.services.letter_file import About
from gkcase.services.letter_render import compiled
from gkcase.services.letters import template_path
from gkcase.services.template_child import look_over_apart
from gkcase.services.template_trial import templates
from gkcase.services.templates import examined
from soak.measured import Measured
from tests.services.letter_words import WORDS, fate
from tests.services.test_letter_gate import FIELDS, HOSTILE, MORE_PLACES, PLACES, template, template_bytes

FIDELITY = 10_000
WHERE = ["body", "header", "footer", "table"]


def run(quick: bool) -> list[Measured]:
    """Both lines; quick: a tenth of the texts, and each template tried in the child only now and then."""
    tried, succeeded = 0, []
    for attack, place in _attacks():
        tried += 1
        if not _refused(HOSTILE[attack], place):
            succeeded.append(f"{attack} in {place}")
    apart = _apart(8 if quick else len(HOSTILE))
    honest = [name for name in templates() if examined(name, template_path(name)).errors]
    texts = _texts(FIDELITY // 10 if quick else FIDELITY)
    silent = texts.total() - texts["same"] - texts["refused"]
    told = f"{silent} of {texts.total()} changed; {texts['same']} the same, {texts['refused']} refused with a reason"
    return [
        Measured(
            17, "attacks by templates that succeed", f"{len(succeeded)} of {tried}", "0 of 150", not succeeded
        ),
        Measured(17, "the same in the limited child", f"{apart} taken", "0", not apart),
        Measured(17, "built-in templates refused", f"{len(honest)} of {len(templates())}", "0", not honest),
        Measured(18, "texts through a letter", told, "0 of 10 000", not silent and texts.total() >= 1000),
    ]


def _attacks() -> Iterator[tuple[str, str]]:
    return ((attack, place) for attack in HOSTILE for place in (*PLACES, *MORE_PLACES))


def _refused(text: str, place: str) -> bool:
    try:
        compiled(template_bytes(text, place), "own.docx", FIELDS).letter(FIELDS, About())
    except Trouble as told:
        return "own.docx" in str(told)
    return False


def _apart(count: int) -> int:
    """How many of so many attacks are found good by whoever looks templates over."""
    with tempfile.TemporaryDirectory(prefix="gkcase-templates-") as folder:
        chosen = random.Random(17).sample(sorted(HOSTILE), count)
        paths = (template(HOSTILE[attack], "body", Path(folder)) for attack in chosen)
        return sum(not look_over_apart("receipt", path).errors for path in paths)


def _texts(count: int) -> Counter[str]:
    found: Counter[str] = Counter()

    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(WORDS, st.sampled_from(WHERE))
    def through(words: str, place: str) -> None:
        found[fate(words, place)] += 1

    through()
    return found
