"""The mail servers as the catalogue names them, and the password, which no file of ours ever holds."""

from __future__ import annotations

import os
import ssl
from dataclasses import dataclass
from typing import Any

from validators.problems import CannotWork

KEYRING_SERVICE = "midterm"
PASSWORD_VARIABLE = "MIDTERM_MAIL_PASSWORD"
TLS, STARTTLS = "TLS", "STARTTLS"
_MOST_A_MINUTE = 600.0


@dataclass(frozen=True)
class Server:
    """One mail server and how to reach it. `security` is TLS or STARTTLS: nothing goes over an open line."""

    host: str
    port: int
    security: str
    account: str


def smtp_server(parameters: dict[str, Any]) -> Server:
    """Where mails are sent; raises CannotWork where the catalogue does not say or says it wrongly."""
    return _server(parameters, "发信", 465)


def imap_server(parameters: dict[str, Any]) -> Server:
    """Where mails are fetched; raises CannotWork where the catalogue does not say or says it wrongly."""
    return _server(parameters, "收信", 993)


def seconds_between(parameters: dict[str, Any]) -> float:
    """How long to wait from one mail to the next."""
    a_minute = parameters.get("每分钟发信数") or 20.0
    if not 0 < a_minute <= _MOST_A_MINUTE:
        raise CannotWork(f"规划目录“参数”表的“每分钟发信数”应在1到{_MOST_A_MINUTE:.0f}之间，请改正后重试。")
    return 60.0 / float(a_minute)


def _server(parameters: dict[str, Any], what: str, usual_port: int) -> Server:
    host, account = parameters.get(f"{what}服务器"), parameters.get("邮箱账号")
    missing = [name for name, text in ((f"{what}服务器", host), ("邮箱账号", account)) if not text]
    if missing:
        raise CannotWork(f"规划目录“参数”表的“{'”“'.join(missing)}”没有填写，不能用程序{what}。请填写后重试。")
    security = str(parameters.get(f"{what}加密") or TLS).strip().upper()
    if security not in (TLS, STARTTLS):
        raise CannotWork(f"规划目录“参数”表的“{what}加密”应填TLS或STARTTLS，现在是“{security}”，请改正后重试。")
    port = parameters.get(f"{what}端口") or usual_port
    if not (0 < port < 65536 and port == int(port)):
        raise CannotWork(f"规划目录“参数”表的“{what}端口”应是1到65535的整数，请改正后重试。")
    return Server(str(host).strip(), int(port), security, str(account).strip())


def password_of(account: str) -> str:
    """The account's password: the environment variable first, then the system's keyring."""
    told = os.environ.get(PASSWORD_VARIABLE) or _kept(account)
    if not told:
        raise CannotWork(
            f"没有找到邮箱“{account}”的密码。请运行“midterm mail password 工作区”存入系统的密码保管处，"
            f"或设置环境变量{PASSWORD_VARIABLE}。网页邮箱一般要用“授权码”代替登录密码。"
        )
    if not told.isascii():
        raise CannotWork(f"邮箱“{account}”的密码里有中文或全角字符，邮箱服务器不会接受，请重新存入。")
    return told


def _kept(account: str) -> str | None:
    """What the system's keyring has; nothing where there is no keyring."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(KEYRING_SERVICE, account)
    except (KeyringError, OSError):
        return None


def keep_password(account: str, password: str) -> None:
    """Hand a password to the system's keyring; raises CannotWork where the system has none."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(KEYRING_SERVICE, account, password)
    except (KeyringError, OSError) as error:
        raise CannotWork(f"这台电脑没有可用的密码保管处，请改用环境变量{PASSWORD_VARIABLE}。") from error


def trusted() -> ssl.SSLContext:
    """Certificates are always checked; a server with one of its own is trusted through SSL_CERT_FILE."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
