"""Who works at the command line (登录): the password from the environment or from the terminal, never an argument.

An argument would stand in the list of processes and in the shell's history.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace as Options

from gkcase.domain.errors import Refusal
from gkcase.services.office import Office

PASSWORD, NEW_PASSWORD = "GKCASE_PASSWORD", "GKCASE_NEW_PASSWORD"


def log_in(options: Options, office: Office) -> None:
    """Log the person named by --as in, where persons log in; else nothing is asked."""
    if not office.gate.rules.on:
        return
    from gkcase.services import login

    if not office.acting:
        raise Refusal("本单位已启用登录，请用 --as 写明姓名", "", "person")
    login.log_in(office, office.acting, password_of(options, office))


def password_of(options: Options, office: Office) -> str:
    """The password of the person who works, asked for once; empty where nobody logs in."""
    if not office.gate.rules.on:
        return ""
    if getattr(options, "password", None) is None:
        options.password = asked(PASSWORD, f"{office.acting}的登录密码：")
    return str(options.password)


def new_password(whose: str) -> str:
    """A new password, typed twice at the terminal."""
    if NEW_PASSWORD in os.environ:
        return os.environ[NEW_PASSWORD]
    first = asked(NEW_PASSWORD, f"{whose}的新登录密码：")
    if asked(NEW_PASSWORD, "再输入一次：") != first:
        raise Refusal("两次输入的新密码不一样，请重新输入", "", "password")
    return first


def asked(variable: str, prompt: str) -> str:
    """From the environment, else typed unseen at the terminal; refused where there is none."""
    if variable in os.environ:
        return os.environ[variable]
    if not sys.stdin.isatty():
        raise Refusal(f"本单位已启用登录，请在终端输入登录密码，或者设置环境变量 {variable}", "", "password")
    from getpass import getpass

    return getpass(prompt, sys.stderr)
