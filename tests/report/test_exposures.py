"""dbt knows who looks at its marts: the exposures name what the panels ask, and nothing else."""

import re

import yaml
from sqlglot import exp, parse_one

from report.panel import SECTIONS, all_panels
from tests.servers import PROJECT_DIR


def asked(sql: str) -> set[str]:
    """The relations of a query, as `mart` or `schema.table`."""
    query = parse_one(sql, dialect="redshift")
    own = {cte.alias for cte in query.find_all(exp.CTE)}
    tables = {table.sql(comments=False).split(" ")[0] for table in query.find_all(exp.Table)}
    return tables - own


def depended_on(line: str) -> str:
    """`ref('mart')` as `mart`, `source('schema', 'table')` as `schema.table`."""
    return ".".join(re.findall(r"'(\w+)'", line))


def test_exposures_depend_on_what_their_panels_ask() -> None:
    expected: dict[str, set[str]] = {}
    for _, panel in all_panels():
        expected.setdefault(panel.section.lower(), set()).update(asked(panel.sql))

    found = {}
    for file in (PROJECT_DIR / "models").rglob("_*__exposures.yml"):
        for exposure in yaml.safe_load(file.read_text())["exposures"]:
            section, _, kind = exposure["name"].partition("_")
            assert kind == "on_the_report_page"
            found[section] = {depended_on(line) for line in exposure["depends_on"]}
    assert found == expected
    assert set(found) == {section.lower() for section in SECTIONS}
