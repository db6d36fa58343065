"""The public tables of the toy are what their schemas say; the reference is made of both."""

import csv
from collections import Counter
from importlib import resources

import pandas as pd
import pytest
import toy_atlas

import corridors
import geodata
import maps
from corridors.ledger.report import table as ledger_table
from corridors.output.schemas import Column, Schema, schemas
from tests import reference

PACKAGES = (geodata, corridors, maps)


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    atlas = toy_atlas.write(tmp_path_factory.mktemp("toy"))
    traced = atlas.trace()
    covered, joined = traced.coverage(within_km=50.0), traced.joins()
    sited = atlas.site(sites=1)
    return {
        "legs": traced.legs,
        "routes": traced.routes,
        "events": traced.events,
        "runs": traced.lengths(),
        "lengths by leg": traced.lengths(by="leg"),
        "lengths by route": traced.lengths(by="route"),
        "lengths by country": traced.lengths(by="country"),
        "coverage": covered.table,
        "coverage by country": covered.by_country,
        "gaps": covered.gaps,
        "bands": covered.bands,
        "joins": joined.table,
        "transfers": joined.transfers,
        "match": traced.match(),
        "importance": traced.importance().table(),
        "ledger": ledger_table(traced.ledger("caspian")),
        "findings": traced.findings().frame(),
        "catchment": atlas.catchment(within_h=4.0).table,
        "sites": sited.sites,
        "frontier": sited.frontier(),
        "catalogue": atlas.listing(),
        "hubs": atlas.hubs,
        "published": atlas.validate(),
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", schemas())
def test_a_table_is_what_its_schema_says(tables, name):
    assert len(tables[name]) > 0
    assert schemas()[name].faults(tables[name]) == []


@pytest.mark.slow
def test_every_table_has_a_schema(tables):
    assert set(tables) == set(schemas())


def test_faults_of_a_table_are_found():
    schema = Schema(
        "pair",
        "",
        (Column("id", "text", "", ""), Column("km", "number", "km", "", is_optional=True)),
    )
    assert schema.faults(pd.DataFrame({"id": ["a"], "km": [1.0]})) == []
    assert schema.faults(pd.DataFrame({"id": ["a"]})) == []
    assert schema.faults(pd.DataFrame({"id": [1], "km": [1]})) == [
        "pair: id is no text, but int64",
        "pair: km is no number, but int64",
    ]
    assert "columns are ['km', 'id']" in schema.faults(pd.DataFrame({"km": [1.0], "id": ["a"]}))[0]


def test_columns_are_told_once_and_none_in_vain():
    text = (resources.files("corridors.output") / "columns.csv").read_text("utf-8")
    told = [(row["column"], row["frame"]) for row in csv.DictReader(text.splitlines())]
    assert max(Counter(told).values()) == 1
    own = set(told)
    used = {
        (column.name, frame if (column.name, frame) in own else "")
        for frame, schema in schemas().items()
        for column in schema.columns
    }
    assert used == own
    assert all(column.meaning for schema in schemas().values() for column in schema.columns)


def test_units_stand_in_the_names():
    """Who has a table without its reference reads the unit all the same."""
    suffix = {"km": "km", "h": "_h", "mm": "_mm", "people": "people", "USD": "USD"}
    for schema in schemas().values():
        for column in schema.columns:
            if column.kind == "number" and column.unit in suffix:
                assert suffix[column.unit] in column.name or column.name == "only_here", column


def test_public_names_are_decided():
    names = {f"{package.__name__}.{name}" for package in PACKAGES for name in package.__all__}
    assert len(names) < 60
    for package in PACKAGES:
        assert dir(package) == sorted(package.__all__)
        for name in package.__all__:
            assert getattr(package, name).__doc__, name


def test_a_name_that_is_not_public_is_no_attribute():
    for package in PACKAGES:
        with pytest.raises(AttributeError, match="has no attribute 'nothing_such'"):
            _ = package.nothing_such


def test_the_reference_belongs_to_its_sources():
    assert reference.FILE.read_text(encoding="utf-8") == reference.text(), (
        "docs/reference.md is older than what it tells of: run python -m tests.reference"
    )
