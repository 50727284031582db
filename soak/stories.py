"""What happens to one request after another, every kind of step among it, as acts that return once they are saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event, LetterKind
from gkcase.services import attachments, cases, handling, lettering, replying, signing
from gkcase.services.office import Office
from soak.saids import Said
from tests.services.requests import EXTENSION, NOT_HELD, NOTICE, POSTED_OUT, THIRD

E = Event
REASON = "确已如此办理"
"""Everything happens on one day, so much of it is irregular and must carry a reason."""

Act = Callable[[], tuple[Said, ...]]

HAND: dict[str, Fact] = {"delivery": "hand"}
FOUND: dict[str, Fact] = {name: NOT_HELD[name] for name in ("places", "method", "searcher", "outcome")}
FEE: dict[str, Fact] = {"amount": "100", "pages": 40, "pay_way": "汇入非税账户"}
REVIEW: dict[str, Fact] = {"remedy": "administrative_review", "body": "云溪县人民政府"}
TOLD: dict[str, Fact] = {
    "name": "云溪建材有限公司",
    "information": "采购合同",
    "reason": "不公开可能对公共利益造成重大影响",
}
MANY: dict[str, Fact] = {"requests": "2026年11月20日、12月1日的5件申请", "reason": "数量明显超过合理范围"}
WHOLE: dict[str, Fact] = {"on_paper": ["request", "identity", "receipt", "review", "supplied", "proof"]}


def _letter(made: lettering.Written) -> Said:
    """A letter by its number where it has one."""
    return Said("letter", made.number or made.sha256, made.sha256)


class Story:
    """One case on its way; `into` is the number of another one, `scans` gives a new scan."""

    def __init__(self, office: Office, case_id: int, into: str, scans: Callable[[], Path]) -> None:
        self.office, self.case_id, self.into, self.scan = office, case_id, into, scans

    def step(self, event: Event, **facts: Fact) -> Act:
        """A step as somebody types it; the act has a name, and its note is found again."""

        def act() -> tuple[Said, ...]:
            name, by = str(uuid4()), str(facts.get("signer") or "")
            handling.record(
                self.office,
                self.case_id,
                event,
                on=self.office.today(),
                facts=facts,
                reason=REASON,
                by=by,
                op_id=name,
            )
            return (Said("act", name, next((one for one in facts.values() if isinstance(one, str)), "")),)

        return act

    def lettered(self, event: Event, **facts: Fact) -> Act:
        """A step with the letter that goes with it and, where it is an extension, a scan."""
        scanned = event is E.EXTENDED

        def act() -> tuple[Said, ...]:
            papers = attachments.take_in(self.office, [self.scan()]) if scanned else ()
            made = lettering.record_with_letter(
                self.office,
                self.case_id,
                event,
                on=self.office.today(),
                facts=facts,
                reason=REASON,
                papers=papers,
            )
            if not isinstance(made, lettering.Written):
                raise Refusal(f"no letter goes with {event.value}")
            told = [Said("paper", paper.sha256) for paper in papers]
            return (*told, _letter(made))

        return act

    def letter(self, kind: LetterKind) -> Act:
        """A letter of its own."""

        def act() -> tuple[Said, ...]:
            made = lettering.write_letter(self.office, self.case_id, kind)
            return (_letter(made),)

        return act

    def submitted(self, **changed: Fact) -> Act:
        """The reply is written and submitted."""

        def act() -> tuple[Said, ...]:
            made = replying.submit_reply(self.office, self.case_id, {**NOT_HELD, **changed}, reason=REASON)
            if not isinstance(made, lettering.Written):
                return ()
            return (_letter(made),)

        return act

    def returned(self) -> Act:
        """The reply comes back to its drafter."""

        def act() -> tuple[Said, ...]:
            signing.return_(self.office, self.case_id, comment="请补充检索经过", paragraphs=["第1段：不全"])
            return ()

        return act

    def signed_on_paper(self) -> Act:
        """The head has signed the printed sheet, which is scanned."""

        def act() -> tuple[Said, ...]:
            scan = self.scan()
            today = self.office.today()
            signing.sign_on_paper(
                self.office, self.case_id, signer="周某", on=today, scan=scan, reason=REASON
            )
            return (Said("scan", scan.name),)

        return act

    def merged(self) -> Act:
        """The case goes into another one."""

        def act() -> tuple[Said, ...]:
            cases.merge(self.office, self.case_id, self.into, f"并案{uuid4()}")
            return ()

        return act

    def split(self) -> Act:
        """Part of the request becomes a case of its own."""

        def act() -> tuple[Said, ...]:
            cases.split(self.office, self.case_id, [f"拆分{uuid4()}"])
            return ()

        return act


def told(story: Story, which: int) -> Iterator[Act]:
    """One of the ways that a case takes."""
    yield from WAYS[which % len(WAYS)](story)


def answered(story: Story) -> Iterator[Act]:
    """The long way: corrected, consulted, extended, returned, signed, sent, sued, published, archived."""
    yield story.step(E.ASSIGNED, to="李某", unit="党政办公室")
    yield story.lettered(E.CORRECTION_REQUESTED, **NOTICE, **HAND, delivered_on="2026-12-08")
    yield story.step(E.CORRECTION_RECEIVED)
    yield story.step(E.SEARCHED, **FOUND)
    yield story.lettered(E.CONSULTATION_SENT, **THIRD, **HAND)
    yield story.step(E.CONSULTATION_DELIVERED, proof="送达回证")
    yield story.step(E.CONSULTATION_ANSWERED, opinion="objection", grounds="商业秘密")
    yield story.step(E.SECRECY_REVIEWED, reviewer="钱某", outcome="不涉及国家秘密，可以公开")
    yield story.step(E.DELIBERATED, members=["财政所 吴某：同意"], outcome="可以公开")
    yield story.lettered(E.THIRD_PARTY_TOLD, **TOLD, **HAND)
    yield story.lettered(E.EXTENDED, **EXTENSION)
    yield story.submitted()
    yield story.returned()
    yield story.submitted(outcome="两次均未检索到")
    yield story.signed_on_paper()
    yield story.step(E.REPLIED, **POSTED_OUT, carrier="china_post")
    yield story.step(E.MAIL_RETURNED, note="无人签收")
    yield story.step(E.RESENT, **POSTED_OUT)
    yield story.step(E.SERVED, proof="EMS签收记录")
    yield story.step(E.REMEDY_FILED, **REVIEW)
    yield story.step(E.DEFENCE_FILED, id="r1", papers=["答复书", "证据清单"])
    yield story.step(E.REMEDY_DECIDED, id="r1", result="upheld", outcome="维持")
    yield story.step(E.PUBLICATION_DECIDED, information=["补偿款发放明细"], decided_by="周某")
    yield story.step(E.PUBLISHED, id="p1", place="云溪镇政府网站")
    yield story.step(E.ARCHIVED, **WHOLE, place="档案室3柜1层")
    yield story.step(E.REASSESSED, outcome="keep", reason="情形未变", reviewer="钱某")


def charged(story: Story) -> Iterator[Act]:
    """A fee is asked for and paid; then the reply is late."""
    yield story.letter(LetterKind.RECEIPT)
    yield story.lettered(E.FEE_REQUESTED, **FEE, **HAND, delivered_on="2026-12-08")
    yield story.step(E.FEE_PAID, receipt_number="票123")
    yield story.lettered(E.REASONS_REQUESTED, **MANY, **HAND)
    yield story.step(E.REASONS_RECEIVED, reason="写论文")
    yield story.lettered(E.DELAYED, until="2027-01-29", reason="档案分散在三处", **HAND)
    yield story.step(E.SEARCHED, **FOUND)
    yield story.split()
    yield story.submitted()
    yield story.step(E.SIGNED, signer="周某")
    yield story.step(E.REPLIED, **POSTED_OUT)
    yield story.step(E.SERVED, proof="EMS签收记录")
    yield story.step(E.REMEDY_FILED, remedy="litigation", body="云溪县人民法院")
    yield story.step(E.REMEDY_DECIDED, id="r1", result="corrected", outcome="责令重新答复")
    yield story.step(E.REPLY_ORDERED, body="云溪县人民法院", days=20)
    yield story.submitted(outcome="重新检索仍未检索到")


def withdrawn(story: Story) -> Iterator[Act]:
    """The applicant takes it back."""
    yield story.step(E.NOTED, note=f"来电{uuid4()}" * 40)
    yield story.lettered(E.WITHDRAWN, note="申请人书面撤回", requested_on="2026-12-08")
    yield story.step(E.ARCHIVED, **WHOLE)


def silent(story: Story) -> Iterator[Act]:
    """No correction comes, no fee is paid: an end that is irregular on the same day, and so carries its reason."""
    yield story.step(E.NOTED, note=f"短信{uuid4()}")
    yield story.step(E.CONFIRMED, how="电话")
    yield story.lettered(E.CORRECTION_REQUESTED, **NOTICE, **HAND, delivered_on="2026-12-08")
    yield story.lettered(E.CORRECTION_LAPSED, note="未补正")


def unpaid(story: Story) -> Iterator[Act]:
    """No fee is paid."""
    yield story.lettered(E.FEE_REQUESTED, **FEE, **HAND, delivered_on="2026-12-08")
    yield story.lettered(E.FEE_LAPSED, note="未缴费")


def doubled(story: Story) -> Iterator[Act]:
    """It is the same as another one."""
    yield story.step(E.NOTED, note=f"与另一件重复{uuid4()}")
    yield story.merged()


def noted(story: Story) -> Iterator[Act]:
    """Much is written down, most of it short."""
    for _ in range(12):
        yield story.step(E.NOTED, note=f"电话记录{uuid4()}" * 3)


WAYS = (answered, noted, charged, noted, withdrawn, noted, silent, noted, unpaid, noted, doubled)
