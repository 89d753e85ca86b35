"""The certificates of the test's servers, and the trust in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailroom.settings import PASSWORD_VARIABLE
from tests.mailroom.servers import PASSWORD, Certificates


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Made for this run; the authority is trusted only where SSL_CERT_FILE says so."""
    return Certificates.made_in(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def trust(certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Trust the test's authority, and know the password from the environment."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    return certificates.authority
