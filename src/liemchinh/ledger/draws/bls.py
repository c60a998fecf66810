"""Verifies a BLS signature over BLS12-381 with short signatures (scheme `bls-unchained-g1-rfc9380` of drand).

Only verification of public data, so nothing here is secret and nothing needs constant time. Standard library
only: who checks a draw needs no package, and none can be swapped under them. About 0.2 s a signature.

Sources: hash to the curve, RFC 9380 (section 5.3.1, suite BLS12381G1_XMD:SHA-256_SSWU_RO_, appendices E.2, J.9.1);
signatures, draft-irtf-cfrg-bls-signature; point encoding, the same draft and Zcash's (flags in the first three bits).

Numbers of the extension field F(p^12) are lists of 12 residues, the coefficients of w^0 … w^11, where
w^12 = 2 w^6 - 2; the element u of F(p^2), u^2 = -1, is w^6 - 1.
"""

import hashlib

_BLS_PRIME = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB
_BLS_ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
_BLS_LOOP = 0xD201000000010000  # the absolute value of the parameter x of the curve, which is negative
_BLS_COFACTOR = _BLS_LOOP + 1  # h_eff of RFC 9380 section 8.8.1
_BLS_LAST_POWER = (_BLS_PRIME**2 + 1) * (_BLS_PRIME**4 - _BLS_PRIME**2 + 1) // _BLS_ORDER

_Fp2 = tuple[int, int]
_G1 = tuple[int, int] | None  # None is the point at infinity
_G2 = tuple[_Fp2, _Fp2]

_G2_GENERATOR: _G2 = (
    (
        0x024AA2B2F08F0A91260805272DC51051C6E47AD4FA403B02B4510B647AE3D1770BAC0326A805BBEFD48056C8C121BDB8,
        0x13E02B6052719F607DACD3A088274F65596BD0D09920B61AB5DA61BBDC7F5049334CF11213945D57E5AC7D055D042B7E,
    ),
    (
        0x0CE5D527727D6E118CC9CDC6DA2E351AADFD9BAA8CBDD3A76D429A695160D12C923AC9CC3BACA289E193548608B82801,
        0x0606C4A02EA734CC32ACD2B02BC28B99CB3E287E85A763AF267492AB572E99AB3F370D275CEC1DA1AAA9075FF05F79BE,
    ),
)

# RFC 9380 section 8.8.1 and appendix E.2: the curve that is isogenous to G1's, and the map's x-coordinate.
_ISOGENY_A = 0x144698A3B8E9433D693A02C96D4982B0EA985383EE66A8D8E8981AEFD881AC98936F8DA0E0F97F5CF428082D584C1D
_ISOGENY_B = 0x12E2908D11688030018B12E8753EEE3B2016C1F0F24F4070A0B9C14FCEF35EF55A23215A316CEAA5D1CC48E98E172BE0
_ISOGENY_Z = 11
_ISOGENY_Y_SCALE = pow(11, -1, _BLS_PRIME)
_ISOGENY_X_NUMERATOR = (
    0x11A05F2B1E833340B809101DD99815856B303E88A2D7005FF2627B56CDB4E2C85610C2D5F2E62D6EAEAC1662734649B7,
    0x17294ED3E943AB2F0588BAB22147A81C7C17E75B2F6A8417F565E33C70D1E86B4838F2A6F318C356E834EEF1B3CB83BB,
    0x0D54005DB97678EC1D1048C5D10A9A1BCE032473295983E56878E501EC68E25C958C3E3D2A09729FE0179F9DAC9EDCB0,
    0x1778E7166FCC6DB74E0609D307E55412D7F5E4656A8DBF25F1B33289F1B330835336E25CE3107193C5B388641D9B6861,
    0x0E99726A3199F4436642B4B3E4118E5499DB995A1257FB3F086EEB65982FAC18985A286F301E77C451154CE9AC8895D9,
    0x1630C3250D7313FF01D1201BF7A74AB5DB3CB17DD952799B9ED3AB9097E68F90A0870D2DCAE73D19CD13C1C66F652983,
    0x0D6ED6553FE44D296A3726C38AE652BFB11586264F0F8CE19008E218F9C86B2A8DA25128C1052ECADDD7F225A139ED84,
    0x17B81E7701ABDBE2E8743884D1117E53356DE5AB275B4DB1A682C62EF0F2753339B7C8F8C8F475AF9CCB5618E3F0C88E,
    0x080D3CF1F9A78FC47B90B33563BE990DC43B756CE79F5574A2C596C928C5D1DE4FA295F296B74E956D71986A8497E317,
    0x169B1F8E1BCFA7C42E0C37515D138F22DD2ECB803A0C5C99676314BAF4BB1B7FA3190B2EDC0327797F241067BE390C9E,
    0x10321DA079CE07E272D8EC09D2565B0DFA7DCCDDE6787F96D50AF36003B14866F69B771F8C285DECCA67DF3F1605FB7B,
    0x06E08C248E260E70BD1E962381EDEE3D31D79D7E22C837BC23C0BF1BC24C6B68C24B1B80B64D391FA9C8BA2E8BA2D229,
)
_ISOGENY_X_DENOMINATOR = (
    0x08CA8D548CFF19AE18B2E62F4BD3FA6F01D5EF4BA35B48BA9C9588617FC8AC62B558D681BE343DF8993CF9FA40D21B1C,
    0x12561A5DEB559C4348B4711298E536367041E8CA0CF0800C0126C2588C48BF5713DAA8846CB026E9E5C8276EC82B3BFF,
    0x0B2962FE57A3225E8137E629BFF2991F6F89416F5A718CD1FCA64E00B11ACEACD6A3D0967C94FEDCFCC239BA5CB83E19,
    0x03425581A58AE2FEC83AAFEF7C40EB545B08243F16B1655154CCA8ABC28D6FD04976D5243EECF5C4130DE8938DC62CD8,
    0x13A8E162022914A80A6F1D5F43E7A07DFFDFC759A12062BB8D6B44E833B306DA9BD29BA81F35781D539D395B3532A21E,
    0x0E7355F8E4E667B955390F7F0506C6E9395735E9CE9CAD4D0A43BCEF24B8982F7400D24BC4228F11C02DF9A29F6304A5,
    0x0772CAACF16936190F3E0C63E0596721570F5799AF53A1894E2E073062AEDE9CEA73B3538F0DE06CEC2574496EE84A3A,
    0x14A7AC2A9D64A8B230B3F5B074CF01996E7F63C21BCA68A81996E1CDF9822C580FA5B9489D11E2D311F7D99BBDCC5A5E,
    0x0A10ECF6ADA54F825E920B3DAFC7A3CCE07F8D1D7161366B74100DA67F39883503826692ABBA43704776EC3A79A1D641,
    0x095FC13AB9E92AD4476D6E3EB3A56680F682B4EE96F7D03776DF533978F31C1593174E4B4B7865002D6384D168ECDD0A,
    0x000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001,
)


def verify_short_signature(public: bytes, message: bytes, signature: bytes, *, suite: bytes) -> bool:
    """Whether `signature` (48 bytes, a point of G1) over `message` was made with the key `public` (96 bytes, of G2).

    `suite` is the domain separation tag. False for whatever is not a valid point of its group, too: a checker of
    strangers' files gets an answer, not an exception. BLS signatures, section 2.7 (CoreVerify).
    """
    key, point = _g2_from(public), _g1_from(signature)
    if key is None or point is None or _times_g1(_BLS_ORDER, point) is not None:
        return False
    hashed = hash_to_g1(message, suite=suite)
    if hashed is None:
        return False
    # e(signature, -generator) * e(hash, key) is one
    minus = (_G2_GENERATOR[0], (-_G2_GENERATOR[1][0] % _BLS_PRIME, -_G2_GENERATOR[1][1] % _BLS_PRIME))
    product = _times12(_miller(point, minus), _miller(hashed, key))
    return _is_one_in_the_end(product)


def hash_to_g1(message: bytes, *, suite: bytes) -> _G1:
    """The point of G1 that `message` hashes to under the tag `suite`: affine x and y. RFC 9380 section 3."""
    wide = expand_message(message, suite=suite, length=128)
    first, second = (int.from_bytes(wide[start : start + 64], "big") % _BLS_PRIME for start in (0, 64))
    return _times_g1(_BLS_COFACTOR, _add_g1(_to_curve(first), _to_curve(second)))


def expand_message(message: bytes, *, suite: bytes, length: int) -> bytes:
    """`length` uniform bytes from `message`. RFC 9380 section 5.3.1 (expand_message_xmd with SHA-256)."""
    tag = suite + bytes([len(suite)])
    start = hashlib.sha256(bytes(64) + message + length.to_bytes(2, "big") + b"\0" + tag).digest()
    block, out = bytes(32), b""
    for number in range(1, -(-length // 32) + 1):
        mixed = bytes(a ^ b for a, b in zip(start, block, strict=True))
        block = hashlib.sha256(mixed + bytes([number]) + tag).digest()
        out += block
    return out[:length]


def _to_curve(u: int) -> _G1:
    """Simplified SWU on the isogenous curve (RFC 9380 section 6.6.2), then the isogeny of appendix E.2."""
    square = _ISOGENY_Z * u * u % _BLS_PRIME
    below = (square * square + square) % _BLS_PRIME
    x = (
        -_ISOGENY_B * pow(_ISOGENY_A, -1, _BLS_PRIME) * (1 + pow(below, -1, _BLS_PRIME)) % _BLS_PRIME
        if below
        else _ISOGENY_B * pow(_ISOGENY_Z * _ISOGENY_A, -1, _BLS_PRIME) % _BLS_PRIME
    )
    value = (x * x * x + _ISOGENY_A * x + _ISOGENY_B) % _BLS_PRIME
    y = _root1(value)
    if y is None:
        x = square * x % _BLS_PRIME
        y = _root1((x * x * x + _ISOGENY_A * x + _ISOGENY_B) % _BLS_PRIME)
        if y is None:  # cannot be: one of the two is a square
            raise ArithmeticError("no point of the curve")
    if y % 2 != u % 2:
        y = _BLS_PRIME - y
    # A separable isogeny is (X(x), c y X'(x)); here c is 1/11, so appendix E.2's map of y need not be listed.
    over, over_slope = _with_slope(_ISOGENY_X_NUMERATOR, x)
    under, under_slope = _with_slope(_ISOGENY_X_DENOMINATOR, x)
    if under == 0:
        return None
    below = pow(under, -1, _BLS_PRIME)
    slope = (over_slope * under - over * under_slope) * below * below
    return over * below % _BLS_PRIME, y * slope * _ISOGENY_Y_SCALE % _BLS_PRIME


def _with_slope(polynomial: tuple[int, ...], x: int) -> tuple[int, int]:
    """The value and the derivative of a polynomial (lowest coefficient first) at x, by Horner."""
    value = slope = 0
    for coefficient in reversed(polynomial):
        slope = (slope * x + value) % _BLS_PRIME
        value = (value * x + coefficient) % _BLS_PRIME
    return value, slope


def _root1(value: int) -> int | None:
    """A square root in F(p), or None."""
    root = pow(value, (_BLS_PRIME + 1) // 4, _BLS_PRIME)
    return root if root * root % _BLS_PRIME == value % _BLS_PRIME else None


def _add_g1(one: _G1, two: _G1) -> _G1:
    if one is None or two is None:
        return two if one is None else one
    if one[0] == two[0]:
        if (one[1] + two[1]) % _BLS_PRIME == 0:
            return None
        slope = 3 * one[0] * one[0] * pow(2 * one[1], -1, _BLS_PRIME) % _BLS_PRIME
    else:
        slope = (two[1] - one[1]) * pow(two[0] - one[0], -1, _BLS_PRIME) % _BLS_PRIME
    x = (slope * slope - one[0] - two[0]) % _BLS_PRIME
    return x, (slope * (one[0] - x) - one[1]) % _BLS_PRIME


def _times_g1(factor: int, point: _G1) -> _G1:
    result: _G1 = None
    for bit in bin(factor)[2:]:
        result = _add_g1(result, result)
        if bit == "1":
            result = _add_g1(result, point)
    return result


def _g1_from(data: bytes) -> _G1:
    """The point written in 48 bytes, or None when there is none (or it is the point at infinity)."""
    if len(data) != 48 or data[0] & 0xC0 != 0x80:
        return None
    x = int.from_bytes(data, "big") & ((1 << 381) - 1)
    y = _root1(x * x * x + 4)
    if x >= _BLS_PRIME or y is None:
        return None
    return x, y if (y > _BLS_PRIME // 2) == bool(data[0] & 0x20) else _BLS_PRIME - y


def _g2_from(data: bytes) -> _G2 | None:
    """The point written in 96 bytes, the coefficient of u first, or None. Whether it is in the subgroup is not
    asked: keys are pinned in the program."""
    if len(data) != 96 or data[0] & 0xC0 != 0x80:
        return None
    x: _Fp2 = int.from_bytes(data[48:], "big"), int.from_bytes(data[:48], "big") & ((1 << 381) - 1)
    if max(x) >= _BLS_PRIME:
        return None
    cube = _times2(_times2(x, x), x)
    y = _root2(((cube[0] + 4) % _BLS_PRIME, (cube[1] + 4) % _BLS_PRIME))
    if y is None:
        return None
    larger = (y[1] or y[0]) > _BLS_PRIME // 2
    return x, y if larger == bool(data[0] & 0x20) else (-y[0] % _BLS_PRIME, -y[1] % _BLS_PRIME)


def _times2(one: _Fp2, two: _Fp2) -> _Fp2:
    a, b = one
    c, d = two
    return (a * c - b * d) % _BLS_PRIME, (a * d + b * c) % _BLS_PRIME


def _inverse2(value: _Fp2) -> _Fp2:
    a, b = value
    below = pow(a * a + b * b, -1, _BLS_PRIME)
    return a * below % _BLS_PRIME, -b * below % _BLS_PRIME


def _root2(value: _Fp2) -> _Fp2 | None:
    """A square root in F(p^2), by way of the norm; None when there is none."""
    a, b = value
    if b == 0:
        root = _root1(a)
        if root is not None:
            return root, 0
        root = _root1(-a % _BLS_PRIME)
        return None if root is None else (0, root)
    norm = _root1((a * a + b * b) % _BLS_PRIME)
    if norm is None:
        return None
    half = pow(2, -1, _BLS_PRIME)
    for sign in (norm, -norm):
        real = _root1((a + sign) * half % _BLS_PRIME)
        if real:
            return real, b * half * pow(real, -1, _BLS_PRIME) % _BLS_PRIME
    return None


def _times12(one: list[int], two: list[int]) -> list[int]:
    """The product in F(p^12). Both are packed into one big number each: Python multiplies those fast."""
    wide = _pack12(one) * _pack12(two)
    raw = wide.to_bytes(23 * 104, "little")
    terms = [int.from_bytes(raw[start : start + 104], "little") for start in range(0, 23 * 104, 104)]
    for place in range(22, 11, -1):  # w^12 = 2 w^6 - 2
        terms[place - 6] += 2 * terms[place]
        terms[place - 12] -= 2 * terms[place]
    return [term % _BLS_PRIME for term in terms[:12]]


def _pack12(value: list[int]) -> int:
    return int.from_bytes(b"".join(term.to_bytes(104, "little") for term in value), "little")


def _miller(point: _G1, other: _G2) -> list[int]:
    """The Miller loop of the ate pairing of a point of G1 and one of G2, up to factors that the end removes.

    Lines are kept as c0 + c2 w^2 + c3 w^3 with c0, c2 in F(p^2) and c3 in F(p): the line through points of the
    twist, brought to the curve by (x / w^2, y / w^3) and multiplied by w^3.
    """
    if point is None:
        return [1] + [0] * 11
    at, result = other, [1] + [0] * 11
    for bit in bin(_BLS_LOOP)[3:]:
        x, y = at
        squared = _times2(x, x)
        slope = _times2((3 * squared[0], 3 * squared[1]), _inverse2((2 * y[0], 2 * y[1])))
        result = _times12(_times12(result, result), _miller_line(slope, at, point))
        at = _add_on_line(slope, at, x)
        if bit == "1":
            x, y = at
            rise = y[0] - other[1][0], y[1] - other[1][1]
            slope = _times2(rise, _inverse2((x[0] - other[0][0], x[1] - other[0][1])))
            result = _times12(result, _miller_line(slope, at, point))
            at = _add_on_line(slope, at, other[0])
    return result


def _add_on_line(slope: _Fp2, at: _G2, other_x: _Fp2) -> _G2:
    """The sum of two points of the twist, given the slope of the line through them."""
    squared = _times2(slope, slope)
    x = (squared[0] - at[0][0] - other_x[0]) % _BLS_PRIME, (squared[1] - at[0][1] - other_x[1]) % _BLS_PRIME
    fall = _times2(slope, (at[0][0] - x[0], at[0][1] - x[1]))
    return x, ((fall[0] - at[1][0]) % _BLS_PRIME, (fall[1] - at[1][1]) % _BLS_PRIME)


def _miller_line(slope: _Fp2, at: _G2, point: tuple[int, int]) -> list[int]:
    along = _times2(slope, at[0])
    constant = along[0] - at[1][0], along[1] - at[1][1]
    across = -slope[0] * point[0], -slope[1] * point[0]
    line = [0] * 12
    line[0], line[6] = (constant[0] - constant[1]) % _BLS_PRIME, constant[1] % _BLS_PRIME  # a + b u = (a - b) + b w^6
    line[2], line[8] = (across[0] - across[1]) % _BLS_PRIME, across[1] % _BLS_PRIME
    line[3] = point[1]
    return line


def _is_one_in_the_end(value: list[int]) -> bool:
    """Whether value^((p^12 - 1) / order) is one.

    The exponent is (p^6 - 1) times `_BLS_LAST_POWER`, and to the power p^6 means w becomes -w: so it is one exactly
    when value^_BLS_LAST_POWER has no odd powers of w. Four bits at a time.
    """
    powers = [[1] + [0] * 11]
    for _ in range(15):
        powers.append(_times12(powers[-1], value))
    result = powers[0]
    for digit in f"{_BLS_LAST_POWER:x}":
        for _ in range(4):
            result = _times12(result, result)
        if digit != "0":
            result = _times12(result, powers[int(digit, 16)])
    return any(result) and not any(result[1::2])
