"""Reads the tables under resources/law: what is unknown, missing or of another type is an error, no guess."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from functools import cache
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from gkcase.domain.errors import Trouble

T = TypeVar("T")

Table = Mapping[str, object]


def broken(where: str, what: str) -> Trouble:
    """The trouble that a damaged table of the law is told by."""
    return Trouble(f"法规数据文件有误（{where}）：{what}，请重新安装本程序")


def read_table(text: str, where: str) -> dict[str, object]:
    """Read one TOML file; `where` names it in messages."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise broken(where, "不是有效的 TOML 文件") from error


def build(kind: type[T], row: object, where: str) -> T:
    """Make a dataclass of a table whose keys and types must be exactly its fields'."""
    table = as_table(row, where)
    hints, known = _shape(cast("Any", kind))
    if unknown := table.keys() - known.keys():
        raise broken(where, f"未知的项目 {min(unknown)}")
    missing = [name for name, field in known.items() if field.default is MISSING and name not in table]
    if missing:
        raise broken(where, f"缺少项目 {missing[0]}")
    return kind(**{name: _typed(value, hints[name], f"{where} {name}") for name, value in table.items()})


@cache
def _shape(kind: type) -> tuple[dict[str, Any], dict[str, Field[Any]]]:
    """The types and fields of a dataclass; asked for once, since every row of a table is held against them."""
    return get_type_hints(kind), {field.name: field for field in fields(kind)}


def as_table(value: object, where: str) -> Table:
    """A value that has to be a table."""
    if not isinstance(value, dict):
        raise broken(where, "应为一组项目")
    return value


def same_keys(found: Table, wanted: frozenset[str], where: str) -> None:
    """Hold a table against the names that the program knows."""
    if unknown := found.keys() - wanted:
        raise broken(where, f"未知的项目 {min(unknown)}")
    if missing := wanted - found.keys():
        raise broken(where, f"缺少项目 {min(missing)}")


def _typed(value: object, hint: object, where: str) -> object:
    """The value, if it is of the type that the field wants; bool is no int here."""
    allowed = get_args(hint) if get_origin(hint) is Literal else ()
    if value in allowed if allowed else type(value) is hint:
        return value
    raise broken(where, f"取值 {value!r} 不合要求")
