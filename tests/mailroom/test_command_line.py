"""`midterm mail …` as people use it: Chinese output, exit codes, one sentence instead of a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mailroom import settings
from mailroom.ledger import Ledger
from mailroom.settings import PASSWORD_VARIABLE, password_of, seconds_between, smtp_server
from midterm import main
from tests.mailroom.places import workspace_in
from tests.mailroom.servers import ACCOUNT, PASSWORD, Certificates, Postbox, reply
from tests.mailroom.servers import smtp_server as running
from validators.problems import CannotWork
from validators.workspace import FORMS, OUTBOX, RETURNS, Workspace
from workbook_templates.form import write_forms

pytestmark = pytest.mark.slow


def midterm(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["mail", *map(str, arguments)])
    return int(stop.value.code or 0)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = workspace_in(tmp_path / "工作区")
    write_forms(made.folder(FORMS), made.catalogue(), made.key(), ["县司法局"])
    return made


def test_draft_then_plan_then_send(
    certificates: Certificates, trust: Path, workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert midterm("draft", "forms", workspace.root, "--to", "县司法局") == 0
    assert "已起草1封“下发填报表”邮件" in capsys.readouterr().out
    postbox = Postbox()
    with running(postbox, certificates) as port:
        workspace_in(workspace.root, smtp=port)
        assert midterm("send", "forms", workspace.root, "--to", "县司法局") == 0
        assert "没有发出任何邮件" in capsys.readouterr().out
        assert postbox.taken == []
        assert midterm("send", "forms", workspace.root, "--to", "县司法局", "--yes") == 0
        assert "已发送1封" in capsys.readouterr().out
        postbox.refuse = "sifa@example.com"
        (workspace.root / OUTBOX / ".发送记录.jsonl").unlink()
        assert midterm("send", "forms", workspace.root, "--to", "县司法局", "--yes", "--json") == 1
        (told,) = json.loads(capsys.readouterr().out)
        assert (told["state"], "550" in told["note"]) == ("失败", True)


def test_fetch_from_a_folder(workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = (workspace.root / FORMS / "填报表-县司法局.xlsx").read_bytes()
    (tmp_path / "a.eml").write_bytes(reply("someone@qq.com", ("表[red].xlsx", form), ("x.xlsx.exe", b"MZ")))
    assert midterm("fetch", workspace.root, "--from", tmp_path) == 0
    out = capsys.readouterr().out
    assert "提醒 表[red].xlsx：发件人someone@qq.com不是县司法局登记的邮箱，请打电话向该部门核实。" in out
    assert "看了1封新邮件：已收取1个，拒收1个。" in out
    assert midterm("fetch", workspace.root, "--from", tmp_path, "--json") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert len(list((workspace.root / RETURNS / "县司法局").iterdir())) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["send", "forms", "--yes"], "“发信服务器”没有填写"),
        (["fetch"], "“收信服务器”没有填写"),
        (["draft", "forms", "--to", "县气象局"], "没有“县气象局”"),
        (["draft", "表"], "没有“表”这一种邮件"),
        (["draft", "reminders", "--date", "昨天"], "写法不对：date"),
    ],
    ids=["send", "fetch", "who", "kind", "date"],
)
def test_one_sentence_and_exit_code_2(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    at = 1 if arguments[0] == "fetch" else 2
    assert midterm(*arguments[:at], workspace.root, *arguments[at:]) == 2
    assert sentence in capsys.readouterr().err


def test_the_password_goes_to_the_keyring_and_comes_from_there(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import keyring
    from keyring.backend import KeyringBackend

    class Kept(KeyringBackend):
        priority = 1.0  # type: ignore[assignment]
        passwords: dict[tuple[str, str], str] = {}  # noqa: RUF012

        def set_password(self, service: str, username: str, password: str) -> None:
            self.passwords[service, username] = password

        def get_password(self, service: str, username: str) -> str | None:
            return self.passwords.get((service, username))

    before = keyring.get_keyring()
    keyring.set_keyring(Kept())
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: PASSWORD)
    try:
        with pytest.raises(CannotWork, match="midterm mail password"):
            password_of(ACCOUNT)
        assert midterm("password", workspace.root) == 0
        assert Kept.passwords == {(settings.KEYRING_SERVICE, ACCOUNT): PASSWORD}
        assert password_of(ACCOUNT) == PASSWORD
        assert PASSWORD not in "".join(capsys.readouterr())
        monkeypatch.setenv(PASSWORD_VARIABLE, "密码")
        with pytest.raises(CannotWork, match="全角字符"):
            password_of(ACCOUNT)
    finally:
        keyring.set_keyring(before)


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"发信加密": "无"}, "“发信加密”应填TLS或STARTTLS"),
        ({"发信端口": 99999.0}, "“发信端口”应是1到65535的整数"),
        ({"邮箱账号": None}, "“邮箱账号”没有填写"),
    ],
    ids=["security", "port", "account"],
)
def test_settings_that_cannot_be(parameters: dict[str, object], sentence: str) -> None:
    with pytest.raises(CannotWork, match=sentence):
        smtp_server({"发信服务器": "h", "邮箱账号": "a@b.cn", **parameters})


def test_rate() -> None:
    assert seconds_between({"每分钟发信数": 20.0}) == 3
    assert seconds_between({}) == 3
    with pytest.raises(CannotWork):
        seconds_between({"每分钟发信数": -1.0})


def test_a_lock_left_behind_says_what_to_delete(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "记录.jsonl")
    (tmp_path / "记录.jsonl.lock").touch()
    with pytest.raises(CannotWork, match=r"记录\.jsonl\.lock"), ledger.alone("发送邮件"):
        raise AssertionError
    with Ledger(tmp_path / "别的.jsonl").alone("发送邮件"):
        assert (tmp_path / "别的.jsonl.lock").exists()
    assert not (tmp_path / "别的.jsonl.lock").exists()
