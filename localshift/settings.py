"""A session's settings: what SET, RESET and SHOW know, and what clients are told at start-up.

AWS: c_wlm-parameters, cm_chap_ConfigurationRef.
"""

import re
from collections.abc import Mapping

from localshift.datetimes.zones import session_zone
from localshift.errors import SqlError, refuse

_DEFAULTS = {
    "analyze_threshold_percent": "10",
    "application_name": "",
    "client_encoding": "UTF8",
    "cast_super_null_on_error": "on",
    "client_min_messages": "notice",
    "datestyle": "ISO, MDY",
    "default_array_search_null_handling": "on",
    "describe_field_name_in_uppercase": "off",
    "downcase_delimited_identifier": "on",
    "enable_case_sensitive_identifier": "off",
    "enable_case_sensitive_super_attribute": "off",
    "enable_result_cache_for_session": "on",
    "error_on_nondeterministic_update": "off",
    "extra_float_digits": "0",
    "integer_datetimes": "on",
    "interval_forbid_composite_literals": "off",
    "intervalstyle": "postgres",
    "is_superuser": "on",
    "json_parse_dedup_attributes": "off",
    "json_parse_truncate_strings": "off",
    "navigate_super_null_on_error": "on",
    "parse_super_null_on_error": "off",
    "query_group": "default",
    "search_path": '"$user", public',
    "server_encoding": "UTF8",
    "server_version": "8.0.2",
    "session_authorization": "",
    "statement_timeout": "0",
    "timezone": "UTC",
    "transaction_isolation": "serializable",
    "wlm_query_slot_count": "1",
}

# Those that Redshift has besides. The sequence that SEED begins is not documented.
_REFUSED = {
    "auto_analyze", "datashare_break_glass_session_var", "default_geometry_encoding",
    "enable_numeric_rounding", "enable_spectrum_oid", "enable_vacuum_boost",
    "json_serialization_enable", "json_serialization_parse_nested_strings",
    "max_concurrency_scaling_clusters", "max_cursor_result_set_size",
    "mv_enable_aqmv_for_session", "pg_federation_repeatable_read", "require_ssl", "seed",
    "spectrum_enable_pseudo_columns", "spectrum_query_maxerror", "stored_proc_log_min_messages",
    "use_fips_ssl",
}  # fmt: skip
# AWS: r_search_path. A name of its list, in quotation marks or not.
_PATH_NAME = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^",]+?))\s*(?:,|$)')

_SPELLING = {"datestyle": "DateStyle", "intervalstyle": "IntervalStyle", "timezone": "TimeZone"}
_REPORTED = (
    "client_encoding",
    "datestyle",
    "integer_datetimes",
    "is_superuser",
    "server_encoding",
    "server_version",
    "session_authorization",
    "timezone",
)
_READ_ONLY = {
    "server_version", "server_encoding", "integer_datetimes", "is_superuser",
    "session_authorization", "transaction_isolation",
}  # fmt: skip
# A value other than these would change the meaning of SQL in a way that localshift has not.
_ONLY = {
    "downcase_delimited_identifier": {"on", "true"},
    "enable_case_sensitive_identifier": {"on", "true", "off", "false"},
    "describe_field_name_in_uppercase": {"off", "false"},
    "cast_super_null_on_error": {"on", "true"},
    "default_array_search_null_handling": {"on", "true"},
    "json_parse_truncate_strings": {"off", "false"},
    "navigate_super_null_on_error": {"on", "true"},
    "parse_super_null_on_error": {"off", "false"},
    "datestyle": {"iso", "mdy", "iso, mdy", "iso,mdy"},
    "intervalstyle": {"postgres"},
    "interval_forbid_composite_literals": {"off", "false"},
    "client_encoding": {"utf8", "utf-8", "unicode"},
}


class Settings:
    """The values in force, and what a rolled back transaction restores."""

    def __init__(self, user: str, given: Mapping[str, str]) -> None:
        self._start = {**_DEFAULTS, "session_authorization": user}
        self._values = dict(self._start)
        for name, value in given.items():
            if name.lower() in _DEFAULTS and name.lower() not in _READ_ONLY:
                self.set(name, value)
        self._start = dict(self._values)
        self._before_local: dict[str, str] = {}

    def get(self, name: str) -> str:
        """Raises SqlError 42704 for a setting that does not exist."""
        try:
            return self._values[_key(name)]
        except KeyError:
            raise _unknown(name) from None

    def set(self, name: str, value: str) -> None:
        key = _key(name)
        if key not in _DEFAULTS:
            raise _unknown(name)
        if key in _READ_ONLY:
            raise SqlError("55P02", f'parameter "{key}" cannot be changed')
        if key in _ONLY and value.lower() not in _ONLY[key]:
            raise SqlError("0A000", f"localshift does not implement {key} = {value}")
        if key == "statement_timeout" and not value.strip("-").isdigit():
            raise SqlError("22023", f'invalid value for parameter "{key}": "{value}"')
        if key == "timezone":
            session_zone(value)
        self._values[key] = value

    def keep_for_transaction(self, name: str) -> None:
        """SET LOCAL: the setting goes back to its present value when the transaction ends."""
        self._before_local.setdefault(_key(name), self.get(name))

    def end_local(self) -> None:
        self._values.update(self._before_local)
        self._before_local = {}

    def become(self, user: str) -> None:
        """SET SESSION AUTHORIZATION, which a rollback undoes as it does SET."""
        self._values["session_authorization"] = user

    def reset(self, name: str) -> None:
        self.get(name)
        self._values[_key(name)] = self._start[_key(name)]

    def reset_all(self) -> None:
        self._values = dict(self._start)

    def all(self) -> dict[str, str]:
        return dict(self._values)

    def reported(self) -> dict[str, str]:
        """What a client is told at start-up, in PostgreSQL's spelling."""
        return {_SPELLING.get(name, name): self._values[name] for name in _REPORTED}

    def snapshot(self) -> dict[str, str]:
        return dict(self._values)

    def restore(self, snapshot: dict[str, str]) -> None:
        self._values = dict(snapshot)
        self._before_local = {}

    @property
    def duckdb_time_zone(self) -> str:
        """AWS: r_timezone_config."""
        return session_zone(self._values["timezone"])

    @property
    def search_path(self) -> list[str]:
        """The names of schemas as the list has them, `$user` among them."""
        found = _PATH_NAME.findall(self._values["search_path"])
        return [quoted.replace('""', '"') or plain.lower() for quoted, plain in found]

    @property
    def statement_timeout_seconds(self) -> float | None:
        milliseconds = int(self._values["statement_timeout"])
        return milliseconds / 1000 if milliseconds > 0 else None


def _key(name: str) -> str:
    lowered = name.lower()
    return "timezone" if lowered == "time zone" else lowered


def _unknown(name: str) -> SqlError:
    if _key(name) in _REFUSED or name.lower().startswith("app_context."):
        return refuse(f"the setting {name}")
    return SqlError("42704", f'unrecognized configuration parameter "{name}"')
