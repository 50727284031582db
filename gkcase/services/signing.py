"""The reply that waits for its signature (审签)."""

from __future__ import annotations

from gkcase.services.preflight_list import findings_of as findings_of
