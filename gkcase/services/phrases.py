"""Sentence blocks (句段) of an office: offered while reasons are written, changed by whoever writes them."""

from __future__ import annotations

from functools import cache

from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal
from gkcase.domain.phrases import Phrase, merged, parse_phrases
from gkcase.domain.rights import May
from gkcase.domain.words import clean_text
from gkcase.paths import RESOURCES
from gkcase.services.office import Change, Office, Topic
from gkcase.storage.tables import Setting

PHRASES = "phrases"
"""The setting that holds what the office made of the blocks: their words by key, for added ones where they belong."""

LONGEST = 1000


@cache
def shipped() -> tuple[Phrase, ...]:
    """The blocks that come with the program."""
    return parse_phrases((RESOURCES / "law" / "phrases.toml").read_text("utf-8"))


def all_phrases(office: Office) -> list[Phrase]:
    """Every block as this office has it."""
    with office.reading() as session:
        return merged(shipped(), _own(session))


def phrases_for(office: Office, result: str, fact: str) -> list[Phrase]:
    """The blocks for one fact of a result."""
    return [phrase for phrase in all_phrases(office) if phrase.fits(result, fact)]


def keep_phrase(office: Office, text: str, *, result: str = "", fact: str = "", key: str = "") -> Change:
    """Change the words of a block, or without a key add one for a fact of a result."""
    words = clean_text(text, "句段", lines=True, field="text").strip()
    if not words:
        raise Refusal("请先写出要存为句段的文字", "", "text")
    if len(words) > LONGEST:
        raise Refusal(f"句段最长{LONGEST}字，请缩短", "", "text")
    with office.transaction(May.HANDLE) as session:
        own = _own(session)
        same = [one for one in merged(shipped(), own) if one.fits(result, fact) and one.text == words]
        if same and not key:
            raise Refusal("已有相同的句段", "", "text")
        place = key or _free(own)
        before = own.get(place) or ({} if key else {"result": result, "fact": fact})
        _keep(office, session, own | {place: {**before, "text": words}})
    return Change(Topic.SETTINGS, said="句段已保存")


def drop_phrase(office: Office, key: str) -> Change:
    """Leave a block out; a shipped one comes back with `restore_phrases`."""
    with office.transaction(May.HANDLE) as session:
        own = _own(session)
        is_shipped = any(phrase.key == key for phrase in shipped())
        if key not in own and not is_shipped:
            raise Refusal("没有这个句段，请刷新后再试", "", "key")
        own.pop(key, None)
        _keep(office, session, own | ({key: {"text": ""}} if is_shipped else {}))
    return Change(Topic.SETTINGS, said="句段已删除")


def restore_phrases(office: Office) -> Change:
    """Bring the shipped blocks back as they came; what the office added stays."""
    known = {phrase.key for phrase in shipped()}
    with office.transaction(May.HANDLE) as session:
        _keep(office, session, {key: row for key, row in _own(session).items() if key not in known})
    return Change(Topic.SETTINGS, said="内置句段已恢复")


def _own(session: Session) -> dict[str, dict[str, str]]:
    row = session.get(Setting, PHRASES)
    return {str(key): dict(value) for key, value in row.value.items()} if row else {}


def _free(own: dict[str, dict[str, str]]) -> str:
    taken = [int(key[3:]) for key in own if key.startswith("own") and key[3:].isdecimal()]
    return f"own{max(taken, default=0) + 1}"


def _keep(office: Office, session: Session, own: dict[str, dict[str, str]]) -> None:
    row = session.get(Setting, PHRASES)
    if row is None:
        session.add(Setting(key=PHRASES, value=own))
    else:
        row.value = own
    session.flush()
    office.on_record(session, "phrases_changed", count=len(own))
