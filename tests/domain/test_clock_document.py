"""The contract of `gkcase clock`: checked examples, edges, errors."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gkcase.domain.clock_document import KINDS, answer
from gkcase.domain.errors import Refusal
from gkcase.domain.reply_guards import legal_date_words, reply_date
from gkcase.domain.terms import Delivery
from tests.domain.telling import RULES, rules_with

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "clock.json").read_text("utf-8"))
TODAY = date(2026, 11, 21)
RECEIVED = {"kind": "received", "channel": "in_person", "submitted_on": "2026-03-02"}
SENT = {"kind": "consultation_sent", "id": "c1", "to": "third_party", "on": "2026-03-04"}


def step(kind: str, on: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "on": on, **more}


def replied(on: str, **more: Any) -> dict[str, Any]:
    return {"kind": "replied", "kind_of_reply": "R2", "delivery": "post", "posted_on": on, **more}


def received_by(channel: str, submitted_on: str, confirmed_on: str) -> dict[str, Any]:
    return {
        "kind": "received",
        "channel": channel,
        "submitted_on": submitted_on,
        "confirmed_on": confirmed_on,
    }


def told(*events: dict[str, Any], today: date = TODAY, **more: Any) -> dict[str, Any]:
    return answer({"id": "x", "events": [RECEIVED, *events], **more}, RULES, today)


def codes(document: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in document["warnings"]]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_checked_examples(vector: dict[str, Any]) -> None:
    made = answer(vector, RULES, TODAY)
    assert {key: made.get(key, "missing") for key in vector["expected"]} == vector["expected"]


def test_a_key_that_does_not_apply_is_left_out_but_due() -> None:
    made = told({"kind": "correction_requested", "on": "2026-03-05"})
    assert made["due"] is None
    assert not {"base_due", "safe_due", "remaining", "clock_start", "extension_valid", "late"} & made.keys()


@pytest.mark.parametrize(
    ("today", "left"),
    [("2026-03-02", 20), ("2026-03-03", 19), ("2026-03-30", 0), ("2026-03-31", -1), ("2026-04-05", -4)],
)
def test_days_left(today: str, left: int) -> None:
    assert told(as_of=today)["remaining"] == left


def test_days_left_leave_out_what_a_consultation_takes() -> None:
    made = told(SENT, {"kind": "consultation_delivered", "id": "c1", "on": "2026-03-05"}, as_of="2026-03-06")
    assert (made["due"], made["excluded_working_days"], made["remaining"]) == ("2026-04-22", 16, 18)


def test_before_the_start_all_days_are_left() -> None:
    assert told(as_of="2026-02-01")["remaining"] == 20


def test_an_open_consultation_suspends_and_asks_for_the_proof() -> None:
    made = told(SENT)
    assert (made["status"], made["due"]) == ("suspended", None)
    assert "no_delivery_proof" in codes(made)


def test_a_window_on_or_after_the_due_day_does_nothing() -> None:
    late = {**SENT, "on": "2026-03-30"}
    assert (told(late)["status"], told(late)["due"]) == ("running", "2026-03-30")
    assert told({**SENT, "on": "2026-03-27"})["status"] == "suspended"


def test_a_window_in_the_extension_leaves_the_base_alone() -> None:
    extended = {"kind": "extended", "on": "2026-03-20", "days": 10}
    made = told(extended, {**SENT, "on": "2026-04-02"})
    assert (made["status"], made["base_due"], made["due"]) == ("suspended", "2026-03-30", None)


def test_an_extension_told_while_nothing_is_known_is_valid() -> None:
    made = told(SENT, {"kind": "extended", "on": "2026-06-01", "days": 5})
    assert (made["extension_valid"], made["due"]) == (True, None)


def test_a_restart_uses_the_extension_up_and_keeps_the_windows() -> None:
    made = told(
        {"kind": "extended", "on": "2026-03-04", "days": 20},
        {**SENT, "on": "2026-03-05"},
        {"kind": "correction_requested", "on": "2026-03-06"},
        {"kind": "correction_received", "on": "2026-03-10"},
        {"kind": "consultation_answered", "id": "c1", "on": "2026-03-16"},
    )
    assert (made["clock_start"], made["due"], made["excluded_working_days"]) == (
        "2026-03-10",
        "2026-04-14",
        4,
    )
    assert "extension_valid" not in made


def test_a_reply_ends_the_windows_and_keeps_the_due_day() -> None:
    made = told(
        SENT, {"kind": "replied", "kind_of_reply": "R2", "delivery": "post", "posted_on": "2026-03-20"}
    )
    assert (made["status"], made["due"], made["late"]) == ("replied", "2026-04-16", False)
    assert "remaining" not in made
    assert codes(made) == ["reply_before_answer"]


@pytest.mark.parametrize(
    ("reply", "on"),
    [
        ({"delivery": "hand", "signed_on": "2026-03-20"}, "2026-03-20"),
        ({"delivery": "entrusted", "signed_on": "2026-03-20"}, "2026-03-20"),
        ({"delivery": "post", "posted_on": "2026-03-20", "signed_on": "2026-03-25"}, "2026-03-20"),
        ({"delivery": "email", "sent_on": "2026-03-20"}, "2026-03-20"),
        ({"delivery": "online", "sent_on": "2026-03-20"}, "2026-03-20"),
        ({"delivery": "notice", "sent_on": "2026-03-20"}, "2026-03-20"),
    ],
)
def test_the_reply_date_by_way_of_delivery(reply: dict[str, str], on: str) -> None:
    assert told({"kind": "replied", "kind_of_reply": "R2", **reply})["replied_on"] == on


WARNINGS: dict[str, tuple[list[dict[str, Any]], str]] = {
    "confirmed_late": ([received_by("fax", "2026-03-02", "2026-03-04")], "31"),
    "arrival_earlier": ([received_by("email", "2026-03-02", "2026-03-03")], "31"),
    "correction_late": ([RECEIVED, step("correction_requested", "2026-03-12")], "30"),
    "original_due": ([RECEIVED, step("correction_requested", "2026-03-12")], "30"),
    "correction_twice": (
        [RECEIVED, step("correction_requested", "2026-03-04"), step("correction_requested", "2026-03-05")],
        "30",
    ),
    "extension_late": ([RECEIVED, step("extended", "2026-03-31", days=5)], "33(2)"),
    "extension_twice": (
        [RECEIVED, step("extended", "2026-03-10", days=5), step("extended", "2026-03-11", days=5)],
        "33(2)",
    ),
    "reply_late": ([RECEIVED, replied("2026-03-31")], "33(2)"),
    "courier": ([RECEIVED, replied("2026-03-20", carrier="courier")], "邮政法55"),
}


@pytest.mark.parametrize(
    ("code", "events", "article"), [(code, *row) for code, row in WARNINGS.items()], ids=WARNINGS
)
def test_warnings_carry_code_and_article(code: str, events: list[dict[str, Any]], article: str) -> None:
    made = answer({"id": 1, "events": events}, RULES, TODAY)
    [warning] = [warning for warning in made["warnings"] if warning["code"] == code]  # type: ignore[attr-defined]
    assert warning["article"] == article
    assert warning["text"]


@pytest.mark.parametrize(
    ("today", "soon"), [("2026-03-24", False), ("2026-03-25", True), ("2026-03-30", True)]
)
def test_due_soon(today: str, soon: bool) -> None:
    assert ("due_soon" in codes(told(as_of=today))) is soon


def test_no_original_day_where_none_was_known() -> None:
    made = told(SENT, step("correction_requested", "2026-03-12"))
    assert "correction_late" in codes(made)
    assert "original_due" not in codes(made)


def test_overdue_is_said() -> None:
    assert codes(told(as_of="2026-03-31")) == ["overdue"]


def test_the_next_notice_may_move_the_last_days_of_december() -> None:
    def received(on: str) -> dict[str, Any]:
        return answer({"events": [{**RECEIVED, "submitted_on": on}]}, RULES, TODAY)

    assert "next_notice" in codes(received("2026-11-30"))
    assert received("2026-11-30")["due"] == "2026-12-28"
    assert "next_notice" not in codes(received("2026-11-27"))
    assert received("2026-12-08")["provisional"] is True
    assert received("2026-12-03")["provisional"] is False


def test_a_day_that_the_office_named_is_not_provisional() -> None:
    made = told({"kind": "delayed", "on": "2026-03-20", "until": "2027-03-01"})
    assert (made["due"], made["base_due"], made["provisional"]) == ("2027-03-01", "2026-03-30", False)


def test_confirmed_after_the_entry() -> None:
    arrived = {"kind": "received", "channel": "post_unsigned", "arrived_on": "2026-03-02"}
    confirmed = {"kind": "confirmed", "on": "2026-03-03"}
    assert answer({"events": [arrived]}, RULES, TODAY)["status"] == "awaiting_confirmation"
    assert answer({"events": [arrived, confirmed]}, RULES, TODAY)["receipt_date"] == "2026-03-03"


def test_what_was_confirmed_under_the_present_regulation_is_reckoned_by_it() -> None:
    letter = {"kind": "received", "channel": "post_unsigned", "arrived_on": "2019-05-14"}
    confirmed = answer({"events": [{**letter, "confirmed_on": "2019-05-15"}]}, RULES, TODAY)
    assert confirmed["due"] == "2019-06-13"
    with pytest.raises(Refusal, match="早于现行条例"):
        answer({"events": [letter]}, RULES, TODAY)


def test_a_site_that_confirms_by_itself() -> None:
    web = {"kind": "received", "channel": "internet", "submitted_on": "2026-03-02", "auto_confirmed": True}
    assert (
        answer({"events": [{**web, "confirmed_on": "2026-03-06"}]}, RULES, TODAY)["receipt_date"]
        == "2026-03-02"
    )


def test_events_in_any_order_of_days() -> None:
    events = [{"kind": "consultation_answered", "id": "c1", "on": "2026-03-11"}, SENT]
    assert told(*events) == told(*reversed(events))


def test_an_ordered_reply_also_where_none_was_given() -> None:
    made = told({"kind": "reply_ordered", "on": "2026-06-01", "days": 10})
    assert (made["receipt_date"], made["clock_start"], made["due"]) == (
        "2026-03-02",
        "2026-06-01",
        "2026-06-15",
    )
    withdrawn = {"kind": "withdrawn", "on": "2026-03-05"}
    made = told(withdrawn, {"kind": "reply_ordered", "on": "2026-06-01", "until": "2026-06-05"})
    assert (made["status"], made["due"]) == ("running", "2026-06-05")


def test_a_withdrawn_case_has_no_due_day() -> None:
    made = told({"kind": "withdrawn", "on": "2026-03-05"})
    assert (made["status"], made["due"]) == ("withdrawn", None)
    assert "base_due" not in made


def test_the_ledger_ends_at_the_due_day() -> None:
    made = answer(
        {"events": [RECEIVED, SENT, {"kind": "consultation_answered", "id": "c1", "on": "2026-03-06"}]},
        RULES,
        TODAY,
        with_ledger=True,
    )
    rows: Any = made["ledger"]
    assert rows[0] == {"date": "2026-03-02", "counts": False, "n": None, "why": "起算日，不计入，次日起算"}
    assert rows[-1]["date"] == made["due"]
    assert rows[-1]["n"] == 20
    assert [row["date"] for row in rows if "征求意见" in row["why"]] == ["2026-03-05", "2026-03-06"]


def test_no_ledger_without_a_due_day() -> None:
    assert answer({"events": [RECEIVED, SENT]}, RULES, TODAY, with_ledger=True)["ledger"] == []
    arrived = {"kind": "received", "channel": "fax", "submitted_on": "2026-03-02"}
    assert answer({"events": [arrived]}, RULES, TODAY, with_ledger=True)["ledger"] == []


ERRORS = {
    "no events": ({"events": []}, "缺少 events"),
    "events are words": ({"events": "received"}, "缺少 events"),
    "an event is a word": ({"events": ["received"]}, "第1个事件不是一组字段"),
    "an unknown kind": ({"events": [RECEIVED, {"kind": "lost", "on": "2026-03-03"}]}, "“lost”无法识别"),
    "no channel": ({"events": [{"kind": "received", "submitted_on": "2026-03-02"}]}, "申请渠道“”无法识别"),
    "a channel without its date": ({"events": [{"kind": "received", "channel": "post_signed"}]}, "请填写签收日期"),
    "confirmed before it came": (
        {"events": [received_by("fax", "2026-03-02", "2026-03-01")]},
        "早于",
    ),
    "a day that does not exist": ({"events": [{**RECEIVED, "submitted_on": "2026-02-30"}]}, "不是有效日期"),
    "before the regulation": ({"events": [{**RECEIVED, "submitted_on": "2019-05-14"}]}, "早于现行条例施行之日"),
    "received twice": ({"events": [RECEIVED, {**RECEIVED, "submitted_on": "2026-03-03"}]}, "不能重复登记"),
    "no day": ({"events": [RECEIVED, {"kind": "extended", "days": 5}]}, "缺少日期 on"),
    "no number": ({"events": [RECEIVED, step("extended", "2026-03-04", days="five")]}, "应为1以上的整数"),
    "yes is no number": ({"events": [RECEIVED, step("extended", "2026-03-04", days=True)]}, "应为1以上的整数"),
    "an unknown party": ({"events": [RECEIVED, {**SENT, "to": "mother"}]}, "“mother”无法识别"),
    "an answer without a letter": (
        {"events": [RECEIVED, {"kind": "consultation_answered", "id": "c1", "on": "2026-03-04"}]},
        "没有编号为“c1”",
    ),
    "delivered before sent": (
        {"events": [RECEIVED, SENT, {"kind": "consultation_delivered", "id": "c1", "on": "2026-03-03"}]},
        "没有编号为“c1”",
    ),
    "delivered after the answer": (
        {"events": [RECEIVED, SENT, {"kind": "consultation_answered", "id": "c1", "on": "2026-03-05"},
                    {"kind": "consultation_delivered", "id": "c1", "on": "2026-03-06"}]},
        "签收晚于收到意见",
    ),
    "a lapse of nothing": ({"events": [RECEIVED, {"kind": "correction_lapsed"}]}, "之前没有“告知补正”"),
    "no way of delivery": ({"events": [RECEIVED, replied("2026-03-04", delivery="")]}, "delivery “”无法识别"),
    "no day of delivery": ({"events": [RECEIVED, {"kind": "replied", "delivery": "post"}]}, "缺少交邮日期"),
    "no kind of reply": (
        {"events": [RECEIVED, {"kind": "replied", "delivery": "post", "posted_on": "2026-03-04"}]},
        "请选择答复类型",
    ),
    "as_of is no day": ({"as_of": "soon", "events": [RECEIVED]}, "as_of “soon”不是有效日期"),
}  # fmt: skip


@pytest.mark.parametrize(("document", "words"), ERRORS.values(), ids=ERRORS)
def test_what_cannot_be_reckoned_says_why(document: dict[str, Any], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        answer(document, RULES, TODAY)


def test_a_lapse_counts_from_the_first_working_day_after_its_limit() -> None:
    notice = {"kind": "correction_requested", "on": "2026-03-05", "limit_days": 5}
    made = told(notice, {"kind": "correction_lapsed"})
    assert (made["status"], made["correction_limit"]) == ("abandoned_no_correction", "2026-03-12")
    fee = {"kind": "fee_requested", "on": "2026-03-05", "delivered_on": "2026-03-06"}
    made = told(fee, {"kind": "fee_lapsed", "on": "2026-04-07"})
    assert (made["status"], made["fee_pay_by"]) == ("abandoned_no_fee", "2026-04-03")


def test_the_office_s_choices_reach_the_clock() -> None:
    rules = rules_with(correction_limit_days=7)
    made = answer({"events": [RECEIVED, {"kind": "correction_requested", "on": "2026-03-05"}]}, rules, TODAY)
    assert made["correction_limit"] == "2026-03-16"


def test_every_kind_of_the_contract_is_read() -> None:
    assert set(KINDS) == {
        "received", "confirmed", "correction_requested", "correction_received", "correction_lapsed",
        "consultation_sent", "consultation_delivered", "consultation_answered", "extended", "reasons_requested",
        "reasons_received", "delayed", "fee_requested", "fee_paid", "fee_lapsed", "replied", "withdrawn",
        "reply_ordered",
    }  # fmt: skip


def test_an_e_mail_counts_from_its_arrival_where_the_office_has_chosen_so() -> None:
    events = [RECEIVED, replied("", delivery="email", sent_on="2026-03-20", arrived_on="2026-03-21")]
    assert answer({"events": events}, RULES, TODAY)["replied_on"] == "2026-03-20"
    arrived = rules_with(email_reply_date="arrived")
    assert answer({"events": events}, arrived, TODAY)["replied_on"] == "2026-03-21"
    assert reply_date({"delivery": "pigeon"}, arrived.policy) is None
    assert legal_date_words(Delivery.EMAIL, arrived.policy).startswith("电子邮件的，以到达日期为答复日期")
    assert legal_date_words(Delivery.POST, arrived.policy).startswith("邮寄送达的，以交邮日期为答复日期")
    assert reply_date({"delivery": "hand", "signed_on": "2026-03-22"}, arrived.policy) == date(2026, 3, 22)
