"""What the rules find in the shipped catalogue; the list is read in docs/findings.md."""

import re
from pathlib import Path

import pytest

from corridors.findings.report import document
from geodata.places.languages import tongues
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


def test_no_title_ends_a_line_between_a_number_and_what_it_counts(found):
    titles = [finding.say(lang) for finding in found for lang in tongues()]
    loose = re.compile(r"\d (?=[^\W\d_])|\d\s(?:млн|млрд|million) (?=[^\W\d_])")
    assert sum(bool(loose.search(title)) for title in titles) > len(titles) / 2
    for title in titles:
        assert not loose.search(bind(title))
        assert bind(title).replace("\u00a0", " ") == title.replace("\u00a0", " ")
