"""Functions of bytes, the values of VARBYTE."""

import operator
import re
from collections.abc import Callable

from localshift.errors import SqlError, refuse
from localshift.python_functions.function import PythonFunction


def from_hex(text: str) -> bytes:
    """AWS: r_FROM_HEX, r_TO_VARBYTE. An odd number of digits gets a 0 in front."""
    if not re.fullmatch("[0-9A-Fa-f]*", text):
        raise SqlError("22023", f'"{text}" is not a valid hexadecimal string')
    return bytes.fromhex("0" * (len(text) % 2) + text)


def from_binary(text: str) -> bytes:
    """AWS: r_TO_VARBYTE. Digits of the base 2, eight to a byte."""
    if not re.fullmatch("[01]*", text):
        raise SqlError("22023", f'"{text}" is not a valid binary string')
    return int(text or "0", 2).to_bytes((len(text) + 7) // 8, "big")


def to_binary(value: bytes) -> str:
    """AWS: r_FROM_VARBYTE."""
    return "".join(f"{byte:08b}" for byte in value)


def getbit(value: bytes, index: int) -> int:
    """AWS: r_GETBIT. Counted from the rightmost bit, which is 0."""
    if not 0 <= index < 8 * len(value):
        raise SqlError("22003", f"bit index {index} out of valid range (0..{8 * len(value) - 1})")
    return int.from_bytes(value, "big") >> index & 1


def bits_not(value: bytes) -> bytes:
    """AWS: r_VARBYTE_OPERATORS."""
    return bytes(byte ^ 0xFF for byte in value)


def little_endian(value: int, size: int) -> bytes:
    """A whole number as the processor keeps it, which is what the hash functions hash."""
    return value.to_bytes(size, "little", signed=True)


def _bitwise(combine: Callable[[int, int], int]) -> Callable[[bytes, bytes], bytes]:
    """AWS: r_VARBYTE_OPERATORS."""

    def call(left: bytes, right: bytes) -> bytes:
        if len(left) != len(right):
            raise refuse("operators of bits between values of varbyte of different lengths")
        return bytes(map(combine, left, right))

    return call


FUNCTIONS = (
    PythonFunction("localshift_from_hex", from_hex, "VARCHAR", "BLOB"),
    PythonFunction("localshift_from_binary", from_binary, "VARCHAR", "BLOB"),
    PythonFunction("localshift_to_binary", to_binary, "BLOB", "VARCHAR"),
    PythonFunction("localshift_getbit", getbit, "BLOB BIGINT", "INTEGER"),
    PythonFunction("localshift_little_endian", little_endian, "BIGINT INTEGER", "BLOB"),
    PythonFunction("localshift_bytes_not", bits_not, "BLOB", "BLOB"),
    PythonFunction("localshift_bytes_and", _bitwise(operator.and_), "BLOB BLOB", "BLOB"),
    PythonFunction("localshift_bytes_or", _bitwise(operator.or_), "BLOB BLOB", "BLOB"),
    PythonFunction("localshift_bytes_xor", _bitwise(operator.xor), "BLOB BLOB", "BLOB"),
)
