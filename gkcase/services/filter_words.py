"""A filter in words: one condition after the other, for chips, heads of printed lists and kept filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gkcase.domain.replies import Result
from gkcase.domain.terms import ApplicantKind, Channel, Status, Term
from gkcase.services.case_filter import CaseFilter

LABELS = {
    "number": "编号",
    "applicant": "申请人",
    "applicant_kinds": "申请人类别",
    "wanted": "所需信息",
    "kind": "案件类别",
    "channels": "渠道",
    "statuses": "状态",
    "received": "收到申请之日",
    "due": "届满日",
    "within": "剩余工作日",
    "replied": "答复日期",
    "finished": "办结日期",
    "duty": "下一步",
    "next_on": "下一步期限",
    "handler": "经办",
    "unit": "承办机构",
    "results": "处理结果",
    "late": "逾期答复",
    "extended": "延期",
    "corrected": "补正",
    "fee": "收费",
    "imported": "从旧台账导入",
}
"""What each condition is about, in the order of the panel."""

FLAGS = {
    "late": ("逾期答复", "没有逾期答复"),
    "extended": ("延长过期限", "没有延期"),
    "corrected": ("要求过补正", "没有要求补正"),
    "fee": ("收取费用", "没有收费"),
    "imported": ("从旧台账导入", "不是导入的"),
}
"""What yes and no mean for the conditions that are nothing else."""

_CONTAINS = ("number", "applicant", "wanted", "duty")
_SPANS = ("received", "due", "replied", "finished", "next_on")
_TERMS: tuple[tuple[str, type[Term]], ...] = (
    ("applicant_kinds", ApplicantKind),
    ("channels", Channel),
    ("statuses", Status),
)


@dataclass(frozen=True)
class Condition:
    """One condition in words, and the name under which the filter holds it."""

    name: str
    words: str


def result_label(code: str, results: Mapping[str, Result]) -> str:
    """The result as lists show it; a code that is not known any more stands for itself."""
    return results[code].label if code in results else code


def conditions(wanted: CaseFilter, results: Mapping[str, Result]) -> list[Condition]:
    """Every condition of a filter, in the order in which the panel has them."""
    found = [
        *_chosen(wanted), *_plain(wanted), *_listed(wanted, results), *_written(wanted), *_flags(wanted)
    ]  # fmt: skip
    order = ["chosen", "text", "year", "only_open", "consulting", "overdue", *LABELS]
    return sorted(found, key=lambda condition: order.index(condition.name))


def _chosen(wanted: CaseFilter) -> Iterator[Condition]:
    if wanted.chosen:
        yield Condition("chosen", wanted.chosen.words)
    if wanted.text.strip():
        yield Condition("text", f"含“{wanted.text.strip()}”")


def _plain(wanted: CaseFilter) -> Iterator[Condition]:
    if wanted.year:
        yield Condition("year", f"{wanted.year}年登记")
    if wanted.only_open:
        yield Condition("only_open", "在办")
    if wanted.consulting:
        yield Condition("consulting", "征求意见")
    if wanted.overdue:
        yield Condition("overdue", "逾期")
    if wanted.within is not None:
        yield Condition("within", f"剩余不超过{wanted.within}个工作日")
    if wanted.kind:
        yield Condition("kind", wanted.kind.label)


def _listed(wanted: CaseFilter, results: Mapping[str, Result]) -> Iterator[Condition]:
    for name, kind in _TERMS:
        if chosen := getattr(wanted, name):
            yield Condition(name, _or(LABELS[name], (one.label for one in kind if one in chosen)))
    if wanted.results:
        known = [code for code in results if code in wanted.results]
        others = sorted(wanted.results.difference(known))
        labels = (result_label(code, results) for code in (*known, *others))
        yield Condition("results", _or(LABELS["results"], labels))


def _or(label: str, words: Iterable[str]) -> str:
    return f"{label}：{'、'.join(dict.fromkeys(words))}"


def _written(wanted: CaseFilter) -> Iterator[Condition]:
    for name in _CONTAINS:
        if words := getattr(wanted, name).strip():
            yield Condition(name, f"{LABELS[name]}含“{words}”")
    for name in ("handler", "unit"):
        if whole := getattr(wanted, name):
            yield Condition(name, f"{LABELS[name]}：{whole}")
    for name in _SPANS:
        if span := getattr(wanted, name):
            yield Condition(name, f"{LABELS[name]}：{span.words}")


def _flags(wanted: CaseFilter) -> Iterator[Condition]:
    for name, (yes, no) in FLAGS.items():
        if (answer := getattr(wanted, name)) is not None:
            yield Condition(name, yes if answer else no)
