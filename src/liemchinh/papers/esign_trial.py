"""Keys to try electronic results with: an invented authority and a certificate that say they are worth nothing."""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12

TEST_MARK = "CHỨNG THƯ THỬ NGHIỆM, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
"""Stands in the names of certificates that `make_test_keys` makes, so that no reader can take them for real ones."""
TEST_DAYS = 365


def make_test_keys(*, agency: str, password: str, at: datetime, stamping: bool = False) -> tuple[bytes, bytes]:
    """A certificate of an invented authority (PEM) and a key that it vouches for (PKCS#12), both marked as tests.

    `stamping`: a key for time stamps instead of papers.
    """
    root_key, key = _fresh_key(), _fresh_key()
    root_name = _name(TEST_MARK, "Liêm Chính")
    until = at + timedelta(days=TEST_DAYS)
    root = (
        x509.CertificateBuilder(root_name, root_name, root_key.public_key(), x509.random_serial_number(), at, until)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(sign=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    named = _name(agency[:64], TEST_MARK)
    about = (
        x509.CertificateBuilder(root_name, named, key.public_key(), x509.random_serial_number(), at, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(sign=False), critical=True)
    )
    if stamping:
        about = about.add_extension(x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    mine = about.sign(root_key, hashes.SHA256())
    locked = serialization.BestAvailableEncryption(password.encode())
    archive = pkcs12.serialize_key_and_certificates(b"test", key, mine, [root], locked)
    return root.public_bytes(serialization.Encoding.PEM), archive


def _fresh_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(common: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, common),
        ]
    )


def _usage(*, sign: bool) -> x509.KeyUsage:
    """What a certificate may be used for: to vouch for others, or to sign papers."""
    return x509.KeyUsage(
        digital_signature=not sign,
        content_commitment=not sign,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=sign,
        crl_sign=sign,
        encipher_only=False,
        decipher_only=False,
    )
