"""Sentence blocks (句段) for facts and reasons of a reply: those shipped, and what an office made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from gkcase.domain.lawfile import Table, as_table, broken, build, read_table, same_keys
from gkcase.domain.replies import CODES

WHERE = "句段"


@dataclass(frozen=True)
class Phrase:
    """One sentence block: for which results (none: for all) and which fact it is offered; `own`: the office's words."""

    key: str
    results: tuple[str, ...]
    fact: str
    text: str
    own: bool = False

    def fits(self, result: str, fact: str) -> bool:
        """Whether it is offered for this fact of this result."""
        return self.fact == fact and (not self.results or result in self.results)


@dataclass(frozen=True)
class _Row:
    fact: str
    text: str


def parse_phrases(text: str) -> tuple[Phrase, ...]:
    """Read the shipped blocks from TOML."""
    table = read_table(text, WHERE)
    same_keys(table, frozenset({"phrase"}), WHERE)
    return tuple(_phrase(key, as_table(row, WHERE)) for key, row in as_table(table["phrase"], WHERE).items())


def _phrase(key: str, table: Table) -> Phrase:
    where = f"{WHERE} {key}"
    row = build(_Row, {name: value for name, value in table.items() if name != "result"}, where)
    results = table.get("result")
    if not isinstance(results, list) or (strange := [code for code in results if code not in CODES]):
        raise broken(
            where, "没有写明适用的答复类型" if not isinstance(results, list) else f"没有 {strange[0]}"
        )
    return Phrase(key, tuple(results), row.fact, row.text)


def merged(shipped: Iterable[Phrase], own: Mapping[str, Mapping[str, str]]) -> list[Phrase]:
    """The blocks as this office has them: its words in place of the shipped ones (empty: left out), then its own."""
    made: list[Phrase] = []
    rest = dict(own)
    for phrase in shipped:
        mine = rest.pop(phrase.key, None)
        made.append(phrase if mine is None else replace(phrase, text=mine.get("text", ""), own=True))
    for key, mine in rest.items():
        results = (mine["result"],) if mine.get("result") else ()
        made.append(Phrase(key, results, mine.get("fact", ""), mine.get("text", ""), own=True))
    return [phrase for phrase in made if phrase.text]
