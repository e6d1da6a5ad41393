"""A private authority and one certificate signed by it, for servers on this machine that only talk to themselves."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from local.home import make_private_folder, write_private

LIFETIME = timedelta(days=365 * 50)
"""Both ends are this machine's own; an expiry would only stop the store one day."""


def keep_certificates(folder: Path, now: datetime) -> tuple[Path, Path, Path]:
    """The files of authority, certificate and key in `folder`, made where one is missing.

    The authority's own key is thrown away after signing, so nothing else can ever join.
    """
    files = (folder / "authority.pem", folder / "certificate.pem", folder / "key.pem")
    if not all(file.exists() for file in files):
        make_private_folder(folder)
        for file, content in zip(files, _make_certificates(now), strict=True):
            write_private(file, content)
    return files


def _make_certificates(now: datetime) -> tuple[bytes, bytes, bytes]:
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority_name, name = _name("sohoa authority"), _name("sohoa")
    authority = (
        _start_certificate(authority_name, authority_name, authority_key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    loopback = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    certificate = (
        _start_certificate(name, authority_name, key.public_key(), now)
        .add_extension(loopback, critical=False)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False
        )
        .sign(authority_key, hashes.SHA256())
    )
    key_pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem = serialization.Encoding.PEM
    return authority.public_bytes(pem), certificate.public_bytes(pem), key_pem


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _start_certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFETIME)
    )
