"""The yearly report (年度报告) as services give it: live figures, the cases behind each of them."""

from __future__ import annotations

from gkcase.services.annual_counts import cases_in as cases_in
from gkcase.services.annual_counts import figures as figures
from gkcase.services.annual_suits import remedies_in as remedies_in
