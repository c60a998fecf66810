"""Ed25519 (RFC 8032): verifying with `cryptography` where it is installed, in plain Python where it is not.

Both ways give the same answer to every input, also to crooked ones: what is refused before any curve arithmetic
(length, a number S not below the group order, a public key that is no point or of small order) is decided here once.
Signing in plain Python is not constant-time: it is for tests and for a computer that signs for itself alone.
"""

import hashlib
from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PUBLIC_BYTES = 32
SECRET_BYTES = 32
SIGNATURE_BYTES = 64

FIELD = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE_D = -121665 * pow(121666, -1, FIELD) % FIELD
ROOT_OF_MINUS_ONE = pow(2, (FIELD - 1) // 4, FIELD)

CurvePoint = tuple[int, int, int, int]
"""Extended homogeneous coordinates X, Y, Z, T of RFC 8032 §5.1.4: x = X/Z, y = Y/Z, x·y = T/Z."""

NEUTRAL: CurvePoint = (0, 1, 1, 0)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) is of `message` under `public` (32 bytes): RFC 8032 §5.1.7, without the cofactor.

    Never raises: a malformed key or signature simply does not verify.
    """
    return checker(bytes(public))(message, signature)


@lru_cache(maxsize=1024)
def checker(public: bytes) -> Callable[[bytes, bytes], bool]:
    """What `verify` does for this one key, made ready: takes a message and a signature.

    The library itself refuses wrong lengths and an S not below the order; the key is judged here, for it does not.
    """
    if _point_of(public) is None:
        return lambda message, signature: False
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return partial(verify_pure, public)
    library_check = Ed25519PublicKey.from_public_bytes(public).verify

    def passes(message: bytes, signature: bytes) -> bool:
        try:
            library_check(signature, message)
        except InvalidSignature:
            return False
        return True

    return passes


def verify_pure(public: bytes, message: bytes, signature: bytes) -> bool:
    """As `verify`, always in plain Python."""
    if len(signature) != SIGNATURE_BYTES or int.from_bytes(signature[32:], "little") >= ORDER:
        return False
    point = _point_of(bytes(public))
    return point is not None and _equation_holds(point, public, message, signature)


def public_of(secret: bytes) -> bytes:
    """The public key of a 32-byte secret seed (RFC 8032 §5.1.5)."""
    fast = _fast_private()
    if fast is not None:
        return fast(secret).public_key().public_bytes_raw()
    return public_of_pure(secret)


def make_signature(secret: bytes, message: bytes) -> bytes:
    """The 64-byte signature of `message` by a 32-byte secret seed (RFC 8032 §5.1.6); the same bytes each time."""
    fast = _fast_private()
    return fast(secret).sign(message) if fast is not None else make_signature_pure(secret, message)


def public_of_pure(secret: bytes) -> bytes:
    """As `public_of`, always in plain Python. Raises ValueError for a seed that is not 32 bytes."""
    scalar, _ = _expand(secret)
    return _compress(_multiply(scalar, _base()))


def make_signature_pure(secret: bytes, message: bytes) -> bytes:
    """As `make_signature`, always in plain Python. Raises ValueError for a seed that is not 32 bytes."""
    scalar, prefix = _expand(secret)
    public = _compress(_multiply(scalar, _base()))
    nonce = _number_of(prefix, message) % ORDER
    commit = _compress(_multiply(nonce, _base()))
    response = (nonce + _number_of(commit, public, message) * scalar) % ORDER
    return commit + response.to_bytes(32, "little")


def _equation_holds(point: CurvePoint, public: bytes, message: bytes, signature: bytes) -> bool:
    """S·B − h·A gives R, compared as bytes: so an R that is not written canonically never passes."""
    commit, response = signature[:32], int.from_bytes(signature[32:], "little")
    challenge = _number_of(commit, public, message) % ORDER
    minus = (FIELD - point[0], point[1], point[2], FIELD - point[3])
    return _compress(_two_products(response, _base(), challenge, minus)) == commit


@lru_cache(maxsize=1024)
def _point_of(public: bytes) -> CurvePoint | None:
    """The point of a public key; None when it is no point, not written canonically, or of order 8 or less.

    A key of small order would let one signature pass for many messages.
    """
    point = _decompress(public) if len(public) == PUBLIC_BYTES else None
    if point is None:
        return None
    eighth = _double(_double(_double(point)))
    return None if eighth[0] % FIELD == 0 and (eighth[1] - eighth[2]) % FIELD == 0 else point


@cache
def _fast_private() -> "Callable[[bytes], Ed25519PrivateKey] | None":
    """The maker of private keys of `cryptography`, None where the library is missing."""
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    except ImportError:
        return None
    return Ed25519PrivateKey.from_private_bytes


def _number_of(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def _expand(secret: bytes) -> tuple[int, bytes]:
    """The clamped scalar and the prefix of a seed (§5.1.5)."""
    if len(secret) != SECRET_BYTES:
        raise ValueError("an Ed25519 seed is 32 bytes")
    digest = hashlib.sha512(secret).digest()
    scalar = int.from_bytes(digest[:32], "little")
    return scalar & ((1 << 254) - 8) | (1 << 254), digest[32:]


def _add(one: CurvePoint, two: CurvePoint) -> CurvePoint:
    """Complete addition (§5.1.4): right for every pair of points, equal ones too."""
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = two
    a = (y1 - x1) * (y2 - x2) % FIELD
    b = (y1 + x1) * (y2 + x2) % FIELD
    c = 2 * t1 * t2 * CURVE_D % FIELD
    d = 2 * z1 * z2 % FIELD
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % FIELD, g * h % FIELD, f * g % FIELD, e * h % FIELD


def _double(point: CurvePoint) -> CurvePoint:
    """Doubling (§5.1.4)."""
    x, y, z, _ = point
    a, b = x * x % FIELD, y * y % FIELD
    h = a + b
    e = h - (x + y) * (x + y)
    g = a - b
    f = 2 * z * z + g
    return e * f % FIELD, g * h % FIELD, f * g % FIELD, e * h % FIELD


def _multiply(scalar: int, point: CurvePoint) -> CurvePoint:
    return _two_products(scalar, point, 0, NEUTRAL)


def _two_products(first: int, one: CurvePoint, second: int, two: CurvePoint) -> CurvePoint:
    """first·one + second·two, both in one run of doublings."""
    both = _add(one, two)
    total = NEUTRAL
    for bit in range(max(first.bit_length(), second.bit_length()) - 1, -1, -1):
        total = _double(total)
        choice = (first >> bit & 1) + 2 * (second >> bit & 1)
        if choice:
            total = _add(total, (one, two, both)[choice - 1])
    return total


def _compress(point: CurvePoint) -> bytes:
    """The 32 bytes of a point (§5.1.2)."""
    inverse = pow(point[2], -1, FIELD)
    x, y = point[0] * inverse % FIELD, point[1] * inverse % FIELD
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decompress(data: bytes) -> CurvePoint | None:
    """The point of 32 bytes (§5.1.3); None when there is none or when another spelling is the canonical one."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= FIELD:
        return None
    square = (y * y - 1) * pow(CURVE_D * y * y + 1, -1, FIELD) % FIELD
    x = pow(square, (FIELD + 3) // 8, FIELD)
    if (x * x - square) % FIELD:
        x = x * ROOT_OF_MINUS_ONE % FIELD
    if (x * x - square) % FIELD or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = FIELD - x
    return x, y, 1, x * y % FIELD


@cache
def _base() -> CurvePoint:
    """The base point: y = 4/5, x even."""
    point = _decompress((4 * pow(5, -1, FIELD) % FIELD).to_bytes(32, "little"))
    assert point is not None
    return point
