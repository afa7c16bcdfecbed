"""dbt's documentation as one page, in a browser: what a reader finds, and that nothing is amiss."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from demo.docs import write_page
from tests.browser import Complaints
from tests.dbt.runner import Dbt
from tests.dbt.warehouse import Warehouse, event

# Drawn before the page has put a name into it, an icon of dbt's page is a link into the file.
DBTS_OWN_COMPLAINT = "%7B%7B%20getIcon(item.type"

KINDS = {"source", "seed", "model", "snapshot", "exposure"}
ORDER = {
    "source": 0,
    "seed": 0,
    "streams": 1,
    "staging": 1,
    "intermediate": 2,
    "marts": 3,
    "snapshot": 3,
    "exposure": 4,
}

GRAPH = "document.querySelector('.__________cytoscape_container')?._cyreg?.cy"


@pytest.fixture(scope="module")
def site(
    project_dbt: Dbt,
    warehouse_server: Warehouse,
    profiles_dir: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The page that `make docs` writes of a warehouse in which the history of bikes is built."""
    warehouse_server.reset()
    with warehouse_server.environment(), pytest.MonkeyPatch.context() as patch:
        warehouse_server.land([event(1, "end")])
        project_dbt.build_history()
        patch.setenv("DBT_PROFILES_DIR", str(profiles_dir))
        patch.setenv("DBT_TARGET_PATH", str(tmp_path_factory.mktemp("docs")))
        patch.setenv("DBT_LOG_PATH", os.environ["DBT_TARGET_PATH"])
        return write_page(lambda _: None)


@pytest.fixture(scope="module")
def manifest(site: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((site.parent / "manifest.json").read_text())
    return content


@pytest.fixture
def page(site: Path, browser: Browser) -> Iterator[Page]:
    """The page, opened from disk. It complains of nothing and asks no network for anything."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    complaints = Complaints(page)
    page.goto(site.as_uri())
    expect(page.get_by_role("heading", name="Redshift ELT")).to_be_visible()
    yield page
    page.close()
    assert {said for said in complaints if DBTS_OWN_COMPLAINT not in said} == set()


class Graph:
    """The lineage that stands open on a page, as it is laid out and painted."""

    def __init__(self, page: Page) -> None:
        page.wait_for_function(f"() => {GRAPH}?.nodes().some(node => node.position('x') != 0)")
        self._page = page
        self.x: dict[str, float] = self._by_node("node.position('x')")
        self.colour: dict[str, str] = self._by_node("node.style('background-color')")
        self.edges: list[list[str]] = page.evaluate(
            f"() => {GRAPH}.edges().map(edge => [edge.source().id(), edge.target().id()])"
        )

    def is_drawn(self) -> bool:
        """Whether the browser has put any colour on the canvas."""
        return bool(
            self._page.wait_for_function(
                f"""() => [...{GRAPH}.container().querySelectorAll('canvas')].some(canvas =>
                    canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
                        .data.some(value => value != 0))"""
            )
        )

    def _by_node(self, value: str) -> dict[str, Any]:
        pairs = self._page.evaluate(f"() => {GRAPH}.nodes().map(node => [node.id(), {value}])")
        return dict(pairs)


def kind(node: str) -> str:
    return node.split(".")[0]


def layer(node: str, manifest: dict[str, Any]) -> str:
    """Return the folder of a model below models/, and the kind of anything else."""
    return str(manifest["nodes"][node]["fqn"][1]) if kind(node) == "model" else kind(node)


def test_overview_leads_to_models_that_are_there(page: Page, manifest: dict[str, Any]) -> None:
    links = page.locator(".panel-body a[href^='#!/']").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    kinds = {link.split("/")[1] for link in links}
    known = {*manifest["nodes"], *manifest["sources"]}
    known |= {source["source_name"] for source in manifest["sources"].values()}
    assert kinds == {"model", "source", "source_list", "seed", "snapshot"}
    assert {link.split("/")[2] for link in links} <= known


def test_model_is_found_by_its_name_and_tells_of_its_columns(page: Page) -> None:
    page.get_by_placeholder("Search for models").fill("bike_status_history")
    page.locator(".search-result[href$='.bike_status_history']").click()

    expect(page.get_by_role("heading", name="bike_status_history")).to_be_visible()
    expect(page.get_by_text("Fleet analytics", exact=True)).to_be_visible()
    row = page.get_by_role("row").filter(has=page.get_by_text("effective_at", exact=True))
    expect(row).to_contain_text("timestamp without time zone")
    row.click()
    expect(page.get_by_text("When the version began, in UTC, inclusive.").last).to_be_visible()


def test_button_on_a_models_page_draws_what_stands_around_it(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}#!/model/model.redshift_elt.bike_status_history")
    page.get_by_title("View Lineage Graph").click()
    graph = Graph(page)

    assert graph.is_drawn()
    assert "model.redshift_elt.stg_bikes__events" in graph.x
    assert "model.redshift_elt.bike_status_current" in graph.x


def test_lineage_reads_from_left_to_right_and_has_a_colour_for_each_layer(
    page: Page, manifest: dict[str, Any]
) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name="lineage of everything").click()
    graph = Graph(page)

    assert graph.is_drawn()
    nodes = {*manifest["nodes"], *manifest["sources"], *manifest["exposures"]}
    assert set(graph.x) == {node for node in nodes if kind(node) in KINDS}
    order = {node: ORDER[layer(node, manifest)] for node in graph.x}
    assert [edge for edge in graph.edges if graph.x[edge[0]] >= graph.x[edge[1]]] == []
    assert [edge for edge in graph.edges if order[edge[0]] > order[edge[1]]] == []

    colours = defaultdict(set)
    for node, colour in graph.colour.items():
        colours[layer(node, manifest)].add(colour)
    assert all(len(several) == 1 for several in colours.values()), colours
    assert len({colour for (colour,) in colours.values()}) == len(colours)


def test_each_pipeline_has_a_lineage_and_together_they_have_every_model(
    site: Path, page: Page, manifest: dict[str, Any]
) -> None:
    links = page.get_by_role("link", name="lineage", exact=True).all()
    drawn = []
    for link in [str(link.get_attribute("href")) for link in links]:
        page.goto(f"{site.as_uri()}{link}")
        drawn.append(set(Graph(page).x))

    assert len(drawn) > 1
    assert not set.intersection(*drawn)
    assert {kind(node) for node in set.union(*drawn)} <= KINDS
    assert {node for node in manifest["nodes"] if kind(node) in KINDS} <= set.union(*drawn)


def test_what_is_said_of_two_columns_is_written_once(manifest: dict[str, Any]) -> None:
    written = defaultdict(list)
    for node in (*manifest["nodes"].values(), *manifest["sources"].values()):
        for column in node["columns"].values():
            if not column["doc_blocks"]:
                written[column["description"]].append(f"{node['name']}.{column['name']}")

    assert {text: columns for text, columns in written.items() if len(columns) > 1} == {}


def test_each_macro_is_described_or_hidden(manifest: dict[str, Any]) -> None:
    for name, macro in manifest["macros"].items():
        if macro["package_name"] == "redshift_elt" and macro["docs"]["show"]:
            assert macro["description"], name
            assert all(argument["description"] for argument in macro["arguments"]), name


def test_each_thing_with_a_page_of_its_own_is_described(manifest: dict[str, Any]) -> None:
    for name, node in {**manifest["nodes"], **manifest["exposures"]}.items():
        if "test_metadata" not in node:
            assert node["description"], name
