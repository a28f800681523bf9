"""The key that signs messages, from a file and from the environment."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from digest.app.personalise import make_signer
from digest.config import Config
from digest.config.model import Dkim, Send
from digest.errors import ConfigError
from digest.locale import in_language
from tests.makers import make_config

PEM = Ed25519PrivateKey.from_private_bytes(bytes(range(32))).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)


def signing(folder: Path, key: str) -> Config:
    dkim = Dkim(domain="exemple.org", selector="lettre", key=key)
    return replace(make_config(path=folder / "feeds.yaml"), send=Send(dkim=dkim))


def test_nobody_signs_where_nobody_is_named() -> None:
    assert make_signer(make_config(), {}) is None


@pytest.mark.parametrize("key", ["dkim.pem", "${DIGEST_DKIM}", "${DIGEST_DKIM_LINE}"])
def test_a_key_is_read_from_a_file_beside_feeds_yaml_and_from_the_environment(tmp_path: Path, key: str) -> None:
    (tmp_path / "dkim.pem").write_bytes(PEM)
    environ = {"DIGEST_DKIM": PEM.decode(), "DIGEST_DKIM_LINE": PEM.decode().replace("\n", "\\n")}
    signer = make_signer(signing(tmp_path, key), environ)

    said = (signer.domain, signer.selector, signer.algorithm) if signer else None
    assert said == ("exemple.org", "lettre", "ed25519-sha256")


UNUSABLE = [
    pytest.param("absent.pem", "absent.pem: the key that signs messages cannot be read: no such file", id="no file"),
    pytest.param("feeds.yaml", "feeds.yaml: there is no key", id="another file"),
    pytest.param("${DIGEST_DKIM}", "${DIGEST_DKIM}: there is no key", id="a variable with something else"),
    pytest.param("${ABSENT}", "the environment variable ABSENT is not set", id="no variable"),
]


@pytest.mark.parametrize(("key", "expected"), UNUSABLE)
def test_a_key_that_cannot_be_used_is_named_and_never_shown(tmp_path: Path, key: str, expected: str) -> None:
    (tmp_path / "feeds.yaml").write_text("S3CRET", encoding="utf-8")
    with in_language("en"), pytest.raises(ConfigError) as caught:
        make_signer(signing(tmp_path, key), {"DIGEST_DKIM": "S3CRET"})

    assert (expected in str(caught.value), "S3CRET" in str(caught.value)) == (True, False)
