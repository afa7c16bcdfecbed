"""Passwords of database users."""

import hashlib


def password_digest(user: str, password: str) -> str:
    """PostgreSQL's digest; a formality on loopback, not a protection."""
    salted = (password + user.lower()).encode()
    return "md5" + hashlib.md5(salted, usedforsecurity=False).hexdigest()
