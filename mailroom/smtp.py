"""One connection to the SMTP server, and what exactly happened to a mail when the line breaks.

A mail counts as sent only when the server has said so. Broken before the last byte: surely not sent. Broken between
the last byte and the server's answer: nobody can know.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from collections.abc import Sequence

from mailroom.settings import STARTTLS, Server, trusted
from validators.problems import CannotWork

SECONDS = 60
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_GONE = (smtplib.SMTPServerDisconnected, ConnectionError, TimeoutError, ssl.SSLError, OSError)


class Broken(Exception):
    """The line broke before the mail was handed over: it was surely not sent."""


class Unknown(Exception):
    """The line broke after the mail was handed over and before the server's answer."""


class NotTaken(Exception):
    """The server does not take the mail; carries a Chinese sentence."""


class Line:
    """A connection with login; reconnects when asked to send after it broke."""

    def __init__(self, server: Server, password: str):
        self._server, self._password = server, password
        self._smtp: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect and log in; raises CannotWork with what to do where that fails, Broken where the line breaks."""
        self.close()
        server = self._server
        try:
            if server.security == STARTTLS:
                smtp = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
                self._smtp = smtp
                smtp.starttls(context=trusted())
            else:
                smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=trusted())
                self._smtp = smtp
            smtp.ehlo_or_helo_if_needed()
            self._log_in(smtp)
        except smtplib.SMTPAuthenticationError as error:
            raise CannotWork(f"邮箱“{server.account}”登录失败，请核对账号和密码（网页邮箱要用授权码）。") from error
        except ssl.SSLCertVerificationError as error:
            raise CannotWork(
                f"发信服务器{server.host}的证书不可信，没有登录。请核对服务器名称，或请网管处理。"
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise CannotWork(f"发信服务器{server.host}不支持{server.security}或登录，请核对“参数”表。") from error
        except _GONE as error:
            raise Broken(f"连不上发信服务器{server.host}:{server.port}") from error

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        """One attempt: the library's own `login` tries a wrong password once a method, and locks accounts."""
        smtp.user, smtp.password = self._server.account, self._password
        offered = smtp.esmtp_features.get("auth", "").upper().split()
        if "PLAIN" in offered:
            smtp.auth("PLAIN", smtp.auth_plain)
        elif "LOGIN" in offered:
            smtp.auth("LOGIN", smtp.auth_login)
        else:
            raise smtplib.SMTPNotSupportedError("AUTH")

    def close(self) -> None:
        """Say goodbye, if anybody still listens."""
        if self._smtp is not None:
            with contextlib.suppress(Exception):
                self._smtp.quit()
            with contextlib.suppress(Exception):
                self._smtp.close()
            self._smtp = None

    def send(self, sender: str, to: Sequence[str], data: bytes) -> dict[str, str]:
        """Send one mail; gives the addresses that the server refused, with its words. The others have it.

        Args:
            data: the mail with CRLF line ends, the last line's included.

        Raises NotTaken, Broken or Unknown; see the module.
        """
        if self._smtp is None:
            self.open()
        smtp = self._smtp
        assert smtp is not None
        try:
            refused = self._envelope(smtp, sender, to, len(data))
            code, answer = smtp.docmd("DATA")
            if code != 354:
                raise self._refusal(code, answer)
            smtp.send(_LEADING_DOT.sub(b"..", data))
        except _GONE as error:
            self._smtp = None
            raise Broken("连接中断") from error
        try:
            smtp.send(b".\r\n")
            code, answer = smtp.getreply()
        except _GONE as error:
            self._smtp = None
            raise Unknown from error
        if code != 250:
            raise self._refusal(code, answer)
        return refused

    def _envelope(self, smtp: smtplib.SMTP, sender: str, to: Sequence[str], size: int) -> dict[str, str]:
        most = smtp.esmtp_features.get("size", "")
        if most.isdigit() and 0 < int(most) < size:
            raise NotTaken(f"邮件有{size / 2**20:.1f}MB，超过服务器的限制（{int(most) / 2**20:.1f}MB）")
        code, answer = smtp.mail(sender, [f"size={size}"] if most else [])
        if code != 250:
            raise self._refusal(code, answer)
        refused = {}
        for address in to:
            code, answer = smtp.rcpt(address)
            if code not in (250, 251):
                refused[address] = _words(code, answer)
        if len(refused) == len(to):
            with contextlib.suppress(smtplib.SMTPServerDisconnected):
                smtp.rset()
            raise NotTaken("；".join(f"{address}被拒绝：{words}" for address, words in refused.items()))
        return refused

    def _refusal(self, code: int, answer: bytes) -> Exception:
        if code == 421:  # the server closes the line: many do after a number of mails
            self.close()
            return Broken(f"服务器要求稍后再发：{_words(code, answer)}")
        if self._smtp is not None:
            with contextlib.suppress(smtplib.SMTPServerDisconnected):
                self._smtp.rset()
        return NotTaken(f"服务器没有接受：{_words(code, answer)}")


def _words(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode('utf-8', 'replace')}"[:200]
