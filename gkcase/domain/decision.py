"""The decision aid (答复类型向导): at most six questions of the regulation lead to exactly one kind of reply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gkcase.domain.errors import Refusal
from gkcase.domain.lawfile import Table, as_table, broken, build, read_table, same_keys
from gkcase.domain.replies import CODES

MOST_QUESTIONS = 6
CLOSINGS = frozenset({"R15", "R16", "R17a", "R17b"})
"""Results that the record brings about by itself (第三十条, 第四十二条, 撤回, 并案): nobody chooses them."""

CHOSEN = frozenset(code for code in CODES if code.startswith("R")) - CLOSINGS
"""The results of a request that an officer may choose; every one is reached by some answers."""

WHERE = "答复类型向导"


@dataclass(frozen=True)
class Answer:
    """One answer: it leads to another question (`next`) or to a kind of reply (`result`)."""

    text: str
    next: str = ""
    result: str = ""


@dataclass(frozen=True)
class Question:
    """One question with the article that asks it and what the regulation says there."""

    key: str
    text: str
    article: str
    help: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Walk:
    """How far some answers lead: what was asked and answered, then either a question or a result."""

    given: tuple[tuple[Question, Answer], ...]
    question: Question | None
    result: str = ""


@dataclass(frozen=True)
class Decision:
    """All questions by their key, and the one that is asked first."""

    first: str
    questions: Mapping[str, Question]

    def walk(self, answers: Sequence[int]) -> Walk:
        """Follow the answers, each by its place; refused where there is no such answer."""
        question: Question | None = self.questions[self.first]
        given: list[tuple[Question, Answer]] = []
        result = ""
        for place in answers:
            if question is None or not 0 <= place < len(question.answers):
                raise Refusal("没有这样的回答，请从头重新选择", "", "answers")
            answer = question.answers[place]
            given.append((question, answer))
            result, question = answer.result, self.questions.get(answer.next)
        return Walk(tuple(given), question, result)

    def paths(self) -> Iterator[tuple[tuple[int, ...], str]]:
        """Every way through the questions: the places of its answers, and the result at its end."""
        yield from self._from(self.first, ())

    def _from(self, key: str, taken: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], str]]:
        if len(taken) >= MOST_QUESTIONS:
            raise broken(WHERE, f"到“{key}”已超过{MOST_QUESTIONS}问")
        for place, answer in enumerate(self.questions[key].answers):
            if answer.result:
                yield (*taken, place), answer.result
            else:
                yield from self._from(answer.next, (*taken, place))


@dataclass(frozen=True)
class _Row:
    text: str
    article: str
    help: str


def parse_decision(text: str) -> Decision:
    """Read the questions from TOML; what leads nowhere, round in circles or past a result is an error."""
    table = read_table(text, WHERE)
    same_keys(table, frozenset({"first", "question"}), WHERE)
    rows = as_table(table["question"], WHERE)
    made = Decision(str(table["first"]), {key: _question(key, row) for key, row in rows.items()})
    if made.first not in made.questions:
        raise broken(WHERE, f"没有第一问“{made.first}”")
    _every_answer_leads_on(made)
    _every_result_is_reached(made)
    return made


def _question(key: str, table: object) -> Question:
    where = f"{WHERE} {key}"
    row: Table = as_table(table, where)
    answers = row.get("answer")
    if not isinstance(answers, list) or len(answers) < 2:
        raise broken(where, "应有两个以上的回答")
    words = build(_Row, {name: value for name, value in row.items() if name != "answer"}, where)
    made = tuple(build(Answer, answer, where) for answer in answers)
    return Question(key, words.text, words.article, words.help, made)


def _every_answer_leads_on(made: Decision) -> None:
    for question in made.questions.values():
        for answer in question.answers:
            where = f"{WHERE} {question.key}"
            if bool(answer.next) == bool(answer.result):
                raise broken(where, f"“{answer.text}”应当引向另一问或者一种答复，不能兼有或者都没有")
            if answer.next and answer.next not in made.questions:
                raise broken(where, f"“{answer.text}”引向不存在的“{answer.next}”")
            if answer.result and answer.result not in CHOSEN:
                raise broken(where, f"“{answer.text}”引向的 {answer.result} 不能由经办人选择")


def _every_result_is_reached(made: Decision) -> None:
    ways = list(made.paths())
    if lacking := CHOSEN - {result for _, result in ways}:
        raise broken(WHERE, f"没有引向 {min(lacking)} 的回答")
    asked = {question.key for way, _ in ways for question, _ in made.walk(way).given}
    if lost := made.questions.keys() - asked:
        raise broken(WHERE, f"“{min(lost)}”不会被问到")
