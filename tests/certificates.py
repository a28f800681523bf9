"""Certificates of our own making, good ones and bad ones, for servers of tests that speak TLS."""

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_NOW = datetime.now(UTC)


class Authority:
    """Who signs the certificates of a test.

    Args:
        folder: Where the files are laid.

    Attributes:
        file: Its own certificate as PEM, for `SSL_CERT_FILE`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("Authority of a test")
        certificate = self._issue(self._name, self._key.public_key(), (), days=30, is_authority=True)
        self.file = folder / "authority.pem"
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def trusting(self) -> ssl.SSLContext:
        """Return a client's context that trusts this authority and no other."""
        return ssl.create_default_context(cafile=str(self.file))

    def serving(self, *names: str, days: int = 30) -> ssl.SSLContext:
        """Return a server's context with a certificate for these hosts, 127.0.0.1 and localhost where none is named.

        Args:
            names: Host names and addresses.
            days: How long the certificate holds; below zero where it has ended.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.lay(*names, days=days))
        return context

    def lay(self, *names: str, days: int = 30) -> Path:
        """Lay a certificate for these hosts and its key in one file, for servers that are programs of their own."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = names or ("127.0.0.1", "localhost")
        certificate = self._issue(_name(names[0]), key.public_key(), names, days=days)
        file = self._folder / f"{names[0]}{days}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        return file

    def _issue(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePublicKey,
        names: tuple[str, ...],
        *,
        days: int,
        is_authority: bool = False,
    ) -> x509.Certificate:
        end = _NOW + timedelta(days=days)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(min(_NOW, end) - timedelta(days=1))
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            # Python 3.13 looks as strictly as RFC 5280 is written (section 4.2.1).
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        if is_authority:
            builder = builder.add_extension(_signs_certificates(), critical=True)
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName([_host(one) for one in names]), critical=False)
        return builder.sign(self._key, hashes.SHA256())


def _signs_certificates() -> x509.KeyUsage:
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    no_other = dict.fromkeys((*names, "encipher_only", "decipher_only"), False)
    return x509.KeyUsage(key_cert_sign=True, crl_sign=True, **no_other)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
