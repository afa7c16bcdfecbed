"""Hash functions. What is hashed are bytes, as Redshift keeps the value."""

import hashlib
from collections.abc import Callable

import farmhash

from localshift.python_functions.function import PythonFunction

FNV_SEED = -3750763034362895579  # 0xcbf29ce484222325 as a signed number
_FNV_PRIME = 0x100000001B3
_SHA2: dict[int, Callable[[bytes], "hashlib._Hash"]] = {
    0: hashlib.sha256,
    224: hashlib.sha224,
    256: hashlib.sha256,
    384: hashlib.sha384,
    512: hashlib.sha512,
}


def fnv(value: bytes, seed: int) -> int:
    """AWS: r_FNV_HASH, FNV-1a of 64 bits."""
    code = seed % 2**64
    for byte in value:
        code = (code ^ byte) * _FNV_PRIME % 2**64
    return _signed(code)


def farm_fingerprint(value: bytes) -> int:
    """AWS: r_FARMFINGERPRINT64."""
    return _signed(farmhash.fingerprint64(value))  # type: ignore[arg-type] # takes bytes as well


def sha2(value: bytes, bits: int) -> str:
    """AWS: SHA2. Empty for a number of bits that there is not."""
    return _SHA2[bits](value).hexdigest() if bits in _SHA2 else ""


def _signed(code: int) -> int:
    return code - 2**64 if code >= 2**63 else code


FUNCTIONS = (
    PythonFunction("localshift_fnv_hash", fnv, "BLOB BIGINT", "BIGINT"),
    PythonFunction("localshift_farmfingerprint64", farm_fingerprint, "BLOB", "BIGINT"),
    PythonFunction("localshift_sha2", sha2, "BLOB BIGINT", "VARCHAR"),
)
