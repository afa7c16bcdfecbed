"""What client and session say to each other once the client is known.

PostgreSQL: "Message Flow", simple and extended. Outside a transaction block an Execute that Sync
follows is a transaction of its own; several before one Sync are one.
"""

import logging
from typing import TYPE_CHECKING

from localshift.errors import SqlError
from localshift.results import Column, Description, Result
from localshift.wire import messages, replies
from localshift.wire.channel import Channel, Gone
from localshift.wire.parameters import decode_parameter, parameter_formats, parameter_type
from localshift.wire.portals import Portal, Prepared, RowStream
from localshift.wire.rows import result_formats, row_encoder

if TYPE_CHECKING:
    from localshift.session import Session

_log = logging.getLogger(__name__)

_EXTENDED = (b"P", b"B", b"D", b"E", b"C")
_NOTHING = Description(parameters=(), columns=None)


def internal_error(error: Exception) -> SqlError:
    return SqlError(
        "XX000",
        f"localshift failed: {type(error).__name__}: {error}",
        hint="This is a defect in localshift; its log holds the traceback.",
    )


class Conversation:
    """The state of the protocol: prepared statements, portals, and whether an error is unsynced."""

    def __init__(self, channel: Channel, session: "Session") -> None:
        self._channel = channel
        self._session = session
        self._reported: dict[str, str] = {}
        self._prepared: dict[str, Prepared] = {}
        self._portals: dict[str, Portal] = {}
        self._skipping = False
        self._pipelined = False
        self._ahead: tuple[bytes, bytes] | None = None

    def hold(self, secret: int) -> None:
        """Answer message by message. Ends with Gone, or with a SqlError of severity FATAL."""
        self._report_settings()
        self._channel.send(replies.backend_key(self._session.pid, secret))
        self._ready()
        while True:
            kind, body = self._next_frame()
            if self._skipping and kind not in (b"S", b"X"):
                continue
            try:
                self._answer(messages.decode(kind, body))
            except Gone:
                raise
            except SqlError as error:
                if error.severity == "FATAL":
                    raise
                self._fail(kind, error)
            except Exception as error:
                _log.exception("a statement failed for a reason that is no SqlError")
                self._fail(kind, internal_error(error))

    def _answer(self, message: messages.Message) -> None:
        match message:
            case messages.Query(sql):
                self._query(sql)
            case messages.Parse():
                self._parse(message)
            case messages.Bind():
                self._bind(message)
            case messages.DescribeStatement(name):
                self._describe_statement(self._statement(name))
            case messages.DescribePortal(name):
                portal = self._portal(name)
                self._describe_columns(portal.prepared.description.columns, portal.formats)
            case messages.Execute(name, max_rows):
                self._execute(name, max_rows)
            case messages.CloseStatement(name):
                self._prepared.pop(name, None)
                self._channel.send(replies.CLOSE_COMPLETE)
            case messages.ClosePortal(name):
                self._drop_portal(name)
                self._channel.send(replies.CLOSE_COMPLETE)
            case messages.Sync():
                self._skipping = False
                self._end_pipeline()
                self._ready()
            case messages.Flush():
                self._channel.flush()
            case messages.CopyRemnant():
                pass
            case messages.Terminate():
                raise Gone
            case messages.Password():
                raise messages.violation("unexpected password message")

    def _next_frame(self) -> tuple[bytes, bytes]:
        frame, self._ahead = self._ahead, None
        return frame or self._channel.read_frame()

    def _begin_pipeline(self) -> None:
        """Look for the message after an Execute: but for Sync and Flush, more may follow."""
        if not self._pipelined:
            self._ahead = self._channel.read_frame()
            self._pipelined = self._ahead[0] not in (b"S", b"H")
        if self._pipelined:
            self._session.begin_implicit()

    def _end_pipeline(self) -> None:
        if self._pipelined:
            self._pipelined = False
            self._session.end_implicit()

    def _query(self, sql: str) -> None:
        """Statements in one Query form one transaction; the last is complete when that is."""
        self._end_pipeline()
        self._prepared.pop("", None)
        self._drop_portal("")
        statements = self._session.split(sql)
        if len(statements) > 1:
            self._session.begin_implicit()
        try:
            tag = None
            for statement in statements:
                if tag is not None:
                    self._channel.send(replies.command_complete(tag))
                tag = self._run(statement)
            if len(statements) > 1:
                self._session.end_implicit()
        except Exception:
            if len(statements) > 1:
                self._session.abort_implicit()
            raise
        self._channel.send(replies.EMPTY_QUERY if tag is None else replies.command_complete(tag))
        self._ready()

    def _run(self, statement: str) -> str:
        """Run a statement of the simple protocol, send its rows, return its tag."""
        result = self._session.execute(statement)
        self._send_notices(result)
        if result.columns is None:
            return result.tag
        formats = result_formats((), result.columns)
        self._channel.send(replies.row_description(result.columns, formats))
        stream = self._stream(result, result.columns, formats)
        self._send_rows(stream)
        return _tag(result, stream)

    def _parse(self, message: messages.Parse) -> None:
        if message.statement and message.statement in self._prepared:
            raise SqlError("42P05", f'prepared statement "{message.statement}" already exists')
        types = [parameter_type(oid) for oid in message.parameter_oids]
        statements = self._session.split(message.sql)
        if len(statements) > 1:
            raise SqlError("42601", "cannot insert multiple commands into a prepared statement")
        description = self._session.describe(statements[0], types) if statements else _NOTHING
        self._prepared[message.statement] = Prepared(
            "".join(statements), message.parameter_oids, description
        )
        self._channel.send(replies.PARSE_COMPLETE)

    def _bind(self, message: messages.Bind) -> None:
        prepared = self._statement(message.statement)
        if message.portal and message.portal in self._portals:
            raise SqlError("42P03", f'portal "{message.portal}" already exists')
        wanted = prepared.description.parameters
        if len(message.values) != len(wanted):
            raise SqlError(
                "08P01",
                f"bind message supplies {len(message.values)} parameters, "
                f'but prepared statement "{message.statement}" requires {len(wanted)}',
            )
        named = prepared.parameter_oids + (0,) * len(wanted)
        formats = parameter_formats(message.parameter_formats, len(wanted))
        self._drop_portal(message.portal)
        self._portals[message.portal] = Portal(
            prepared,
            parameters=tuple(
                decode_parameter(named_oid, kind.oid, format_code, value)
                for named_oid, kind, format_code, value in zip(
                    named, wanted, formats, message.values, strict=False
                )
            ),
            formats=result_formats(message.result_formats, prepared.description.columns or ()),
        )
        self._channel.send(replies.BIND_COMPLETE)

    def _describe_statement(self, prepared: Prepared) -> None:
        """Formats are not known yet: all are announced as text."""
        columns = prepared.description.columns
        oids = [
            named or kind.oid
            for named, kind in zip(
                prepared.parameter_oids + (0,) * len(prepared.description.parameters),
                prepared.description.parameters,
                strict=False,
            )
        ]
        self._channel.send(replies.parameter_description(oids))
        self._describe_columns(columns, (0,) * len(columns or ()))

    def _describe_columns(
        self, columns: tuple[Column, ...] | None, formats: tuple[int, ...]
    ) -> None:
        self._channel.send(
            replies.NO_DATA if columns is None else replies.row_description(columns, formats)
        )

    def _execute(self, name: str, max_rows: int) -> None:
        portal = self._portal(name)
        if not portal.prepared.sql:
            self._channel.send(replies.EMPTY_QUERY)
            return
        if portal.result is None:
            self._begin_pipeline()
            self._start(portal)
        elif portal.stream is None:
            raise SqlError("55000", f'portal "{name}" cannot be run')
        if portal.stream is not None:
            self._send_rows(portal.stream, max_rows)
            if not portal.stream.exhausted:
                self._channel.send(replies.PORTAL_SUSPENDED)
                return
        self._channel.send(replies.command_complete(_tag(portal.result, portal.stream)))

    def _start(self, portal: Portal) -> None:
        result = self._session.execute(portal.prepared.sql, portal.parameters)
        self._send_notices(result)
        described = portal.prepared.description.columns
        if described is not None or result.columns is not None:
            portal.stream = self._stream(result, described or (), portal.formats)
        portal.result = result

    def _stream(
        self, result: Result, described: tuple[Column, ...], formats: tuple[int, ...]
    ) -> RowStream:
        digits = int(self._session.settings.get("extra_float_digits"))
        return RowStream(result, row_encoder(result.columns or (), formats, described, digits))

    def _send_rows(self, stream: RowStream, limit: int = 0) -> None:
        for chunk in stream.pull(limit):
            self._channel.send(chunk)

    def _send_notices(self, result: Result) -> None:
        for text in result.notices:
            self._channel.send(replies.notice(text, result.severity))

    def _statement(self, name: str) -> Prepared:
        try:
            return self._prepared[name]
        except KeyError:
            what = f'prepared statement "{name}"' if name else "unnamed prepared statement"
            raise SqlError("26000", f"{what} does not exist") from None

    def _portal(self, name: str) -> Portal:
        try:
            return self._portals[name]
        except KeyError:
            raise SqlError("34000", f'portal "{name}" does not exist') from None

    def _drop_portal(self, name: str) -> None:
        portal = self._portals.pop(name, None)
        if portal is not None and portal.stream is not None:
            portal.stream.close()

    def _fail(self, kind: bytes, error: SqlError) -> None:
        """Tell the error, which fails a transaction block also when it is the client's or ours.

        After one in the extended protocol all is skipped until Sync.
        """
        self._pipelined = False
        self._session.fail()
        for name in list(self._portals):
            self._drop_portal(name)
        self._channel.send(replies.error_response(error))
        if kind in _EXTENDED:
            self._skipping = True
            self._channel.flush()
        else:
            self._ready()

    def _ready(self) -> None:
        """Portals live as long as their transaction."""
        if self._session.status != b"T":
            for name in list(self._portals):
                self._drop_portal(name)
        self._report_settings()
        self._channel.send(replies.ready_for_query(self._session.status))
        self._channel.flush()

    def _report_settings(self) -> None:
        """At start-up, and whenever a statement changed one of them."""
        now = self._session.reported_parameters()
        for name, value in now.items():
            if self._reported.get(name) != value:
                self._channel.send(replies.parameter_status(name, value))
        self._reported = now


def _tag(result: Result | None, stream: RowStream | None) -> str:
    """FETCH counts its rows, SELECT does not: redshift_connector notes that Redshift never did."""
    if result is None or stream is None:
        return "" if result is None else result.tag
    return f"FETCH {stream.row_count}" if result.tag == "FETCH" else result.tag
