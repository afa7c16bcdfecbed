"""SET and RESET. AWS: r_SET, r_RESET."""

from localshift.errors import refuse
from localshift.python_functions.words import quote_ident
from localshift.results import Result
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.statements.blocks import read_modes
from localshift.statements.sessions import set_authorization


def set_(session: Session, sql: str) -> Result:
    reader = Reader(sql)
    reader.expect("set")
    if reader.at_words("session", "authorization") or reader.at_words("local", "session"):
        return set_authorization(session, sql)
    if reader.accept("transaction") or reader.accept(
        "session", "characteristics", "as", "transaction"
    ):
        read_modes(reader)
        return Result("SET")
    if reader.accept("role"):
        raise refuse("SET ROLE")
    is_local = reader.accept("local")
    if not is_local:
        reader.accept("session")
    name = "timezone" if reader.accept("time", "zone") else _setting_name(reader)
    if name != "timezone" or reader.at_words("to"):
        _ = reader.accept("to") or reader.accept_operator("=")
    else:
        reader.accept_operator("=")
    if is_local:
        session.settings.keep_for_transaction(name)
    if reader.accept("default"):
        session.settings.reset(name)
    else:
        if name == "timezone":
            reader.accept("interval")
        session.settings.set(name, _value(reader, name))
    reader.end()
    return Result("SET")


def reset(session: Session, sql: str) -> Result:
    reader = Reader(sql)
    reader.expect("reset")
    if reader.accept("all"):
        session.settings.reset_all()
    elif reader.accept("session", "authorization"):
        session.settings.reset("session_authorization")
    else:
        session.settings.reset(_setting_name(reader))
    reader.end()
    return Result("RESET")


def _setting_name(reader: Reader) -> str:
    return ".".join(reader.qualified_name())


def _value(reader: Reader, name: str) -> str:
    """One value, or a list of names as search_path has it, which SHOW tells quoted if need be."""
    values = []
    while True:
        negative = reader.accept_operator("-")
        token = reader.next()
        text = quote_ident(token.name) if name == "search_path" else token.value
        values.append(f"-{text}" if negative else text)
        if not reader.accept_operator(","):
            return ", ".join(values)
