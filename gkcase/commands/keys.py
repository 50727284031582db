"""Commands about the key of an encrypted database: key status, password, recovery, encrypt, decrypt.

A password never stands on the command line, where every process can read it: it is typed, or comes by environment.
"""

from __future__ import annotations

import getpass
import os
import sys
from argparse import Namespace as Options

from gkcase.commands.common import Misused, Told, database_of, key_of, office_of, say
from gkcase.domain.errors import Refusal
from gkcase.domain.rights import May
from gkcase.services import encrypting, keys
from gkcase.settings import load

NEW_PASSWORD = "GKCASE_NEW_KEY_PASSWORD"
KEEP = "请抄写或打印两份，分别放进保险柜；电脑损坏或钥匙丢失时，只有它（和打开密码）能打开数据库"


def status(options: Options) -> int:
    """Say whether the database is encrypted, and what opens it."""
    with office_of(options) as office:
        found = keys.key_status(office)
    document = {
        "encrypted": found.encrypted,
        "kept_in": found.kept_in,
        "password": found.has_password,
        "recovery_code": found.has_code,
    }
    lines = [found.said]
    if found.encrypted:
        lines.append(f"打开密码：{'已设置' if found.has_password else '未设置（gkcase key password）'}")
        lines.append(f"恢复码：{'已生成' if found.has_code else '未生成（gkcase key recovery）'}")
    return say(options, Told(document, lines))


def password(options: Options) -> int:
    """Set the password that opens the database on another computer."""
    with office_of(options) as office:
        if office.store.key is None:
            raise Refusal("这个数据库没有加密，没有打开密码可设", "", "password")
        keys.set_password(office, _new_password())
    return say(options, Told({"password": True}, ["打开密码已设置"]))


def recovery(options: Options) -> int:
    """Make a new recovery code; the one before stops working."""
    with office_of(options) as office:
        code = keys.new_recovery_code(office)
    return say(options, Told({"recovery_code": code}, [f"恢复码：{code}", KEEP, "原来的恢复码已失效"]))


def encrypt(options: Options) -> int:
    """Encrypt the database with its papers and its own copies."""
    chosen = os.environ.get(NEW_PASSWORD, "")
    _ask(options)
    code = encrypting.encrypt_office(database_of(options), password=chosen, acting=_acting(options))
    lines = ["数据库、附件、文书和本机备份已加密", f"恢复码：{code}", KEEP]
    lines.append("以前另存到别处的备份和导出文件没有改变，请自行处理")
    return say(options, Told({"encrypted": True, "recovery_code": code}, lines))


def decrypt(options: Options) -> int:
    """Take the encryption off; the reason goes on record."""
    database = database_of(options)
    _ask(options)
    encrypting.decrypt_office(database, reason=options.reason, key=key_of(database), acting=_acting(options))
    return say(
        options, Told({"encrypted": False}, ["已取消加密；以前的备份仍是加密的，本机保留着它们的钥匙"])
    )


def _ask(options: Options) -> None:
    """Both need the office closed; the right to it is asked for while it is open."""
    with office_of(options) as office:
        office.ask(May.SETTINGS)


def _acting(options: Options) -> str:
    return str(options.person or load().person)


def _new_password() -> str:
    """The new password: from the environment, or typed twice."""
    if chosen := os.environ.get(NEW_PASSWORD):
        return chosen
    if not sys.stdin.isatty():
        raise Misused(f"请在终端里运行，或用环境变量{NEW_PASSWORD}给出新的打开密码")
    first = getpass.getpass("新的打开密码：")
    if getpass.getpass("再输一遍：") != first:
        raise Refusal("两次输入的打开密码不一样，没有改动", "", "password")
    return first
