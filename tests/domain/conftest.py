"""How hypothesis looks for counterexamples here."""

from __future__ import annotations

from hypothesis import settings

# How long one example takes on a busy machine says nothing about the law; speed is measured in benchmarks/.
settings.register_profile("gkcase", deadline=None)
settings.load_profile("gkcase")
