"""What the rules find in the shipped catalogue; the list is read in docs/findings.md."""

import re
from pathlib import Path

import pytest

from corridors.findings.report import document
from geodata.places.languages import tongues
from maps.story.teller import Speaker
from maps.story.told import blocks_of
from maps.words.binding import bind

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def found(shipped_traced):
    return shipped_traced.findings()


def test_the_document_is_what_the_rules_make(found, shipped):
    written = (ROOT / "docs/findings.md").read_text("utf-8")
    assert written == document(found, shipped.catalogue), (
        "read what changed and write it anew: corridors findings -o docs/findings.md"
    )


def test_every_finding_rests_on_rows_and_every_page_is_known(found, shipped):
    for finding in found:
        assert finding.evidence, finding.key
        assert set(finding.sources) <= set(shipped.catalogue.sources), finding.key
        if finding.rule not in ("gauge_changes", "main_routes_open"):  # from the networks alone
            assert finding.sources, finding.key


def test_findings_of_one_corridor_are_those_it_has_among_all(found, shipped):
    alone = shipped.trace("trans-caspian").findings()
    assert [(f.key, f.text) for f in alone] == [(f.key, f.text) for f in found.of("trans-caspian")]


def test_the_flagships_have_a_title_with_a_number(found):
    for corridor in ("trans-caspian", "new-eurasian-land-bridge", "china-kyrgyzstan-uzbekistan"):
        title = found.title(corridor)
        assert any(letter.isdigit() for letter in title.say("en"))


def test_shares_of_traffic_are_those_of_their_rows(found):
    used = [finding for finding in found if finding.rule == "use"]
    assert used
    for finding in used:
        traffic, capacity = finding.evidence
        factor = {"Mt": 1e6, "t": 1, "Mt/year": 1e6, "t/year": 1, "TEU": 1, "TEU/year": 1,
                  "trains/day": 1, "train pairs/day": 2}  # fmt: skip
        share = (
            float(traffic.value) * factor[traffic.unit]
            / (float(capacity.value) * factor[capacity.unit])
        )  # fmt: skip
        (said,) = (int(word[:-1]) for word in finding.say("en").split() if word.endswith("%"))
        assert abs(said - share * 100) <= 0.5 + 1e-9, finding.key


def test_what_a_title_tells_is_the_sum_of_the_km_under_it(found):
    seen = set()
    for finding in found:
        km = [float(row.value.rpartition(", ")[2]) for row in finding.evidence if row.unit == "km"]
        if km and finding.rule != "not_built":
            told = re.findall(r"[\d,]*\d", finding.text["en"])
            # each row is rounded to 0.1 km, the sum to 1
            off = 0.5 + 0.05 * len(km)
            assert min(abs(int(n.replace(",", "")) - sum(km)) for n in told) <= off, finding.key
            seen.add(finding.rule)
    assert {"missing", "limited", "opened"} <= seen


def test_the_km_that_are_not_built_are_the_sum_of_their_kinds_and_legs_the_longest_first(found):
    (finding,) = (each for each in found if each.rule == "not_built")
    whole, *parts = (int(n.replace(",", "")) for n in re.findall(r"[\d,]*\d", finding.text["en"]))
    km = [float(row.value.rpartition(", ")[2]) for row in finding.evidence]
    assert sum(parts) == whole == pytest.approx(sum(km), abs=0.5 + 0.05 * len(km))
    assert km == sorted(km, reverse=True)


def test_no_title_ends_a_line_between_a_number_and_what_it_counts(found):
    titles = [finding.say(lang) for finding in found for lang in tongues()]
    loose = re.compile(r"\d (?=[^\W\d_])|\d\s(?:млн|млрд|million) (?=[^\W\d_])")
    assert sum(bool(loose.search(title)) for title in titles) > len(titles) / 2
    for title in titles:
        assert not loose.search(bind(title))
        assert bind(title).replace("\u00a0", " ") == title.replace("\u00a0", " ")


def test_the_km_beside_a_title_add_up_to_it(found, shipped_traced):
    say, name = Speaker("en"), str
    for finding in found:
        blocks = blocks_of(say, shipped_traced, found, finding, leg_name=name)
        km = [
            int(value.removesuffix(" km").replace(",", ""))
            for block in blocks
            if block["kind"] == "facts"
            for _, value in block["rows"]
            if value.endswith(" km")
        ]
        if km:
            assert f"{sum(km):,}" in finding.text["en"], finding.key


def test_what_is_shut_says_why(found, shipped_traced):
    (finding,) = (each for each in found.of("herat-kandahar") if each.rule == "shut")
    assert finding.evidence[0].note.startswith("Pakistan closed every crossing")
    blocks = blocks_of(Speaker("en"), shipped_traced, found, finding, leg_name=str)
    assert finding.evidence[0].note in blocks[0]["rows"]


def test_figures_of_two_places_are_named(found, shipped_traced):
    (finding,) = (each for each in found.of("trans-caspian") if each.rule == "weakest")
    (facts, *_) = blocks_of(Speaker("en"), shipped_traced, found, finding, leg_name=str)
    assert [label for label, _ in facts["rows"]] == [
        "Aktau: Capacity, 2024",
        "Alat: Capacity, 2023",
    ]
