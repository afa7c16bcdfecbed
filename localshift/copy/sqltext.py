"""DuckDB SQL for texts that must match a pattern."""


def matches(text: str, pattern: str) -> str:
    """Whether all of `text`, less the blanks around it, matches."""
    return f"regexp_full_match({text}, '\\s*(?:{pattern})\\s*')"


def matching(text: str, pattern: str, value: str) -> str:
    """`value` where all of `text`, less the blanks around it, matches; else NULL."""
    return f"case when {matches(text, pattern)} then {value} end"
