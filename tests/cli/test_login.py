"""登录 at the command line: off nothing changes, on every command asks whoever works for the password."""

from __future__ import annotations

import json

import pytest

from gkcase.commands import logging_in
from gkcase.storage import argon
from tests.cli.conftest import Program

SECRET, OTHER = "门前大桥下游过一群鸭", "三只小猪去云南看海"


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(argon, "calibrated", lambda: argon.Cost(8, 1, 1))


def test_log_in_from_on_to_off(gk: Program, cheap: None, monkeypatch: pytest.MonkeyPatch) -> None:
    gk("person", "add", "管某", "--role", "administrator", "--title", "信息员")
    assert "登录没有启用" in gk("login", "status").out
    assert gk("password").status == 2
    gk.person = "管某"
    monkeypatch.setenv(logging_in.PASSWORD, SECRET)
    assert "登录已启用" in gk("login", "on").out
    once = json.loads(gk("password", "--of", "李某", "--json").out)["password"]
    assert "系统管理员不能查看案件内容" in gk("list").err
    gk.person = "李某"
    refused = gk("list")
    assert refused.status == 1
    assert refused.err.startswith("姓名或者登录密码不对，请重新输入")
    monkeypatch.setenv(logging_in.PASSWORD, once)
    assert "请先换成自己的新密码" in gk("list").err
    monkeypatch.setenv(logging_in.NEW_PASSWORD, OTHER)
    assert "登录密码已修改" in gk("password").out
    monkeypatch.setenv(logging_in.PASSWORD, OTHER)
    assert gk("list").status == 0
    assert "不能管理人员和登录密码" in gk("person", "disable", "管某").err
    monkeypatch.delenv(logging_in.PASSWORD)
    told = gk("list")
    assert (told.status, told.out) == (1, "")
    assert "请在终端输入登录密码，或者设置环境变量 GKCASE_PASSWORD" in told.err
    gk.person = "管某"
    monkeypatch.setenv(logging_in.PASSWORD, SECRET)
    assert gk("person", "roles", "李某", "--role", "manager").status == 0
    assert gk("person", "disable", "李某").status == 0
    assert json.loads(gk("login", "off", "--json").out)["on"] is False
    monkeypatch.delenv(logging_in.PASSWORD)
    assert gk("list").status == 0
