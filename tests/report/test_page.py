"""The page as a browser shows it, with rows made here; tests/demo has the real ones."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from report.charts import ranking
from report.page import Answer, page
from report.panel import SECTIONS, Panel, Rows, all_panels
from tests.browser import Complaints

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HOSTILE = "</script><script>document.title = 'taken'</script><img src=x onerror=alert(1)>"
TOP = Panel(
    section="TICKIT",
    title="Top <b>things</b>",
    sql="select 1",
    says=lambda rows: f"{rows[0]['name']} is first.",
    chart=lambda rows: ranking(rows, "name", "price", "$,.0f"),
)


def rows(*names: str) -> Rows:
    return [{"name": name, "price": 100.0 / number} for number, name in enumerate(names, 1)]


def opened(browser: Browser, folder: Path, *answers: Answer, scheme: str = "light") -> Page:
    """The page of the answers, drawn. Fails when it complains, or asks for anything."""
    file = folder / "report.html"
    file.write_text(page(answers, datetime(2026, 11, 21, 8, 30, tzinfo=UTC), "dev.analytics"))
    tab = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
    complaints = Complaints(tab)
    tab.goto(file.as_uri())
    tab.wait_for_selector("body[data-drawn]", state="attached")
    assert complaints == []
    return tab


def test_page_says_what_it_shows_from_where_and_of_when(browser: Browser, tmp_path: Path) -> None:
    tab = opened(browser, tmp_path, Answer("top", TOP, rows("Annie", "Zoé")))

    assert "dev.analytics, 2026-11-21 08:30 UTC" in tab.inner_text("header")
    assert tab.inner_text("article h3") == "Top <b>things</b>"
    assert tab.inner_text("article p") == "Annie is first."
    assert "$50" in (tab.text_content("#top svg") or "")
    described = tab.get_attribute("#top", "aria-label")
    assert described == "Top <b>things</b>. Annie is first."


def test_text_from_the_warehouse_stays_text(browser: Browser, tmp_path: Path) -> None:
    tab = opened(browser, tmp_path, Answer("top", TOP, rows(HOSTILE)))

    assert tab.title() != "taken"
    assert tab.inner_text("article p") == f"{HOSTILE} is first."
    assert tab.locator("img").count() == 0


def test_panel_without_rows_says_so_and_the_others_are_drawn(
    browser: Browser, tmp_path: Path
) -> None:
    tab = opened(
        browser,
        tmp_path,
        Answer("none", TOP, ()),
        Answer("missing", TOP, (), missing="fct_sales is not there"),
        Answer("top", TOP, rows("Annie")),
    )

    said = tab.locator("article p").all_inner_texts()
    assert said == ["There are no rows yet.", "fct_sales is not there", "Annie is first."]
    assert tab.locator(".chart svg").count() == 1


def test_colours_follow_the_system_also_while_the_page_is_open(
    browser: Browser, tmp_path: Path
) -> None:
    tab = opened(browser, tmp_path, Answer("top", TOP, rows("Annie")), scheme="dark")
    bar = tab.locator(".mark-rect path").first
    dark = bar.get_attribute("fill")
    redrawn = "document.querySelector('.mark-rect path')?.getAttribute('fill') !== was"

    tab.emulate_media(color_scheme="light")

    tab.wait_for_function(f"was => {redrawn}", arg=dark)


def test_panels_are_found_by_their_files_in_the_order_of_sections() -> None:
    found = list(all_panels())

    files = {file.stem for file in (Path(__file__).parents[2] / "report" / "panels").glob("*.py")}
    assert {name for name, _ in found} == files - {"__init__"}
    order = [SECTIONS.index(panel.section) for _, panel in found]
    assert order == sorted(order)
    assert all(name.startswith(f"{panel.section.lower()}_") for name, panel in found)
