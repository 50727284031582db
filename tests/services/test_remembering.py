"""What is remembered is found again, by person, and can be forgotten."""

from __future__ import annotations

from gkcase.services.office import Office
from gkcase.services.remembering import forget, recall, recalled, remember


def test_each_person_has_what_was_kept_for_him(office: Office) -> None:
    remember(office, "filter:案件:邮寄", {"channel": "post_signed"}, "李某")
    remember(office, "filter:案件:邮寄", {"channel": "fax"})
    remember(office, "filter:案件:邮寄", {"channel": "email"}, "李某")
    assert recall(office, "filter:案件:邮寄", "李某") == {"channel": "email"}
    assert recall(office, "filter:案件:邮寄") == {"channel": "fax"}
    assert recall(office, "filter:案件:邮寄", "周某") is None


def test_what_begins_alike_is_found_together_and_forgotten_one_by_one(office: Office) -> None:
    for name in ("乙", "甲"):
        remember(office, f"filter:案件:{name}", name)
    remember(office, "filter%", "别的")
    assert recalled(office, "filter:案件:") == {"乙": "乙", "甲": "甲"}
    forget(office, "filter:案件:乙")
    assert recalled(office, "filter:案件:") == {"甲": "甲"}
