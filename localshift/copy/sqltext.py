"""DuckDB SQL for texts that must match a pattern."""


def matches(text: str, pattern: str) -> str:
    """Whether all of `text`, less the blanks around it, matches."""
    return f"regexp_full_match({text}, '\\s*(?:{pattern})\\s*')"


def matching(text: str, pattern: str, value: str) -> str:
    """`value` where all of `text`, less the blanks around it, matches; else NULL."""
    return f"case when {matches(text, pattern)} then {value} end"


def is_canonical(text: str, kind: str) -> str:
    """Whether the text is what DuckDB writes for its value: quicker than to match a pattern."""
    return f"try_cast({text} as {kind})::varchar = {text}"
