"""Until when a reply can still be attacked (救济期限): by the applicant, or on appeal by either side."""

from __future__ import annotations

from datetime import date

from gkcase.domain.limits import limit
from gkcase.domain.remedies import appeal_limit, remedies_of
from gkcase.domain.replies import Route
from gkcase.domain.rules import Rules
from gkcase.domain.sending import remedy_periods
from gkcase.domain.state import CaseState
from gkcase.domain.terms import Remedy


def attackable_until(state: CaseState, rules: Rules, route: Route) -> date | None:
    """The last day of all periods that run against the reply; None where none can be reckoned.

    `route` says whether review comes first. After a review decision a suit may follow within 15 days, after a first
    judgment an appeal (行政诉讼法第四十五条、第八十五条).
    """
    days = []
    if periods := remedy_periods(state, rules, route):
        days += [periods.review.due] + ([periods.suit.due] if periods.suit else [])
    for one in remedies_of(state):
        if one.kind is Remedy.ADMINISTRATIVE_REVIEW and one.told_on is not None:
            suit = limit("suit_after_review", one.told_on, rules.calendar, rules.law, rules.remedies)
            days.append(suit.due)
        elif appeal := appeal_limit(one, rules):
            days.append(appeal.due)
    return max(days, default=None)
