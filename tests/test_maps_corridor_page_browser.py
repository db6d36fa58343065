"""A corridor's page in headless Chromium: what it tells, and that nothing covers what it shows."""

from xml.etree import ElementTree as ET

import browser
import maps_fixture as fixture
import pytest

from maps import draw

pytestmark = pytest.mark.browser

SIZES = {
    "1440x900": {"width": 1440, "height": 900},
    "1280x720": {"width": 1280, "height": 720},
    "768x1024": {"width": 768, "height": 1024},
    "390x844": {"width": 390, "height": 844},
}

HIDDEN = """() => {
    // Only where things stand is asked: nothing need be painted.
    const map = atlas.test.map(), holder = map.getContainer(), { scene } = atlas.test;
    map.eachLayer((layer) => {
        if (!(layer instanceof L.Renderer)) return;
        map.off("moveend", layer._update, layer);
        layer._update = () => {};
    });
    // What a reader sees at a point is asked of the browser, not worked out from boxes: once for
    // each square of 3 pixels.
    let box, asked;
    const arcs = atlas.test.tools.arcs();
    const lonLat = (x, y) => [y, x].map((v, i) => i ? v / 256 * 360 - 180 : Math.atan(Math.sinh(Math.PI * (1 - v / 128))) * 180 / Math.PI);
    const seen = (latlng) => {
        const p = map.latLngToContainerPoint(latlng), key = `${Math.floor(p.x / 3)} ${Math.floor(p.y / 3)}`;
        if (!asked.has(key)) {
            const found = document.elementFromPoint(p.x + box.left, p.y + box.top);
            asked.set(key, Boolean(found) && holder.contains(found) && !found.closest(".leaflet-control"));
        }
        return asked.get(key);
    };
    const pointsOf = (leg) => leg.parts.map((chain) => chain.flatMap((signed) => {
        const arc = arcs[signed < 0 ? ~signed : signed];
        const step = Math.max(1, Math.floor(arc.x.length / 12));
        const all = [...arc.x.keys()].filter((k) => k % step === 0 || k === arc.x.length - 1).map((k) => lonLat(arc.x[k], arc.y[k]));
        return signed < 0 ? all.reverse() : all; }));
    const km = ([a, b], [c, d]) => Math.hypot(a - c, (b - d) * Math.cos(a * Math.PI / 180)) * 111.2;
    const look = (name, legs) => {
        let total = 0, shown = 0, ends = true;
        box = holder.getBoundingClientRect();
        asked = new Map();
        legs.forEach((leg, i) => pointsOf(scene.legs[leg]).forEach((line) => {
            const marks = line.map(seen);
            for (let k = 1; k < line.length; k += 1) {
                const length = km(line[k - 1], line[k]);
                total += length;
                if (marks[k] && marks[k - 1]) shown += length;
            }
            if (i === 0 || i === legs.length - 1) ends = ends && marks[0] && marks[marks.length - 1];
        }));
        return [name, ends, total ? shown / total : 1];
    };
    const bare = (signed) => signed < 0 ? ~signed : signed;
    const found = [];
    scene.routes.forEach((route, i) => { atlas.test.open.route(i); found.push(look(`${scene.corridors[route.c].id}/${route.id}`, route.legs.map(bare))); });
    scene.corridors.forEach((corridor, i) => {
        atlas.test.open.corridor(i);
        found.push(look(corridor.id, [...scene.legs.keys()].filter((leg) => scene.legs[leg].users.includes(i))));
    });
    return found.filter(([, ends, share]) => !ends || share < 0.95);
}"""


@pytest.fixture(scope="module")
def chromium():
    with browser.browser() as running:
        yield running


@pytest.fixture(scope="module")
def toy_page(tmp_path_factory):
    """The made-up corridors; one leg was told of twice, with a note each time."""
    traced = fixture.traced(600, "2026-11-23")
    history = [
        {
            "value": "limited",
            "from": "2012",
            "until": "2016-05",
            "note": "Single track.",
            "source": "x",
        },
        {"value": "operating", "from": "2016-05", "until": None, "note": "Doubled.", "source": "x"},
    ]
    asked = traced.legs["leg"] == "titr:zhezkazgan-beyneu-rail"
    legs = traced.legs.assign(
        history=[
            history if it else old for it, old in zip(asked, traced.legs["history"], strict=True)
        ]
    )
    atlas = draw(fixture.changed(traced, legs=legs), hubs=fixture.hubs())
    return atlas.save(tmp_path_factory.mktemp("corridor") / "toy.html")


@pytest.fixture
def toy(chromium, toy_page):
    with browser.visit(chromium, toy_page) as visit:
        yield visit
        assert visit.requests == []
        assert visit.errors == []


def open_corridor(visit, name):
    visit.page.get_by_role("button", name=f"Show {name} on the map").click()
    return visit.page.locator("#atlas-page")


def test_a_corridor_has_a_page_with_headline_numbers_and_history(toy):
    page = open_corridor(toy, "Trans-Caspian Route")
    main = fixture.traced(600, "2026-11-23").routes.query("corridor == 'titr'").iloc[0]
    under = page.locator(".page-under").inner_text().replace("\u00a0", " ")
    assert under.startswith(f"{round(main['length_km']):,} km from ")
    found = fixture.traced(600, "2026-11-23").findings().title("titr")
    title = page.locator("h2").inner_text().replace("\u00a0", " ")
    assert title.startswith(found.say("en"))
    assert page.locator(".numeral").count() == 3
    share = main["operating_km"] / main["length_km"]
    assert page.locator(".numeral").nth(2).inner_text().startswith(f"{share:.0%}")
    since = page.locator(".since").first.inner_text()
    assert "May 2016" in since
    assert "Doubled." in since
    assert "Single track." not in since  # it began before 2015


def test_a_border_stands_on_the_page_with_what_changes_there(toy):
    page = open_corridor(toy, "New Eurasian Land Bridge")
    gates = page.locator(".gate").all_inner_texts()
    assert any("Break of gauge" in text for text in gates)
    assert any("China \u2192 Kazakhstan" in text for text in gates)


def test_the_rest_fades_to_a_quarter_and_loses_its_names(toy):
    page = toy.page
    page.evaluate("""() => { const proto = CanvasRenderingContext2D.prototype, fill = proto.fillText, draw = proto.drawImage;
        window.written = []; window.pale = [];
        proto.fillText = function (text, ...rest) { window.written.push(text); return fill.call(this, text, ...rest); };
        proto.drawImage = function (image, ...rest) { if (image.width > 400) window.pale.push(this.globalAlpha); return draw.call(this, image, ...rest); }; }""")
    open_corridor(toy, "Trans-Caspian Route")
    page.evaluate("window.written.length = window.pale.length = 0; atlas.test.changed()")
    written = page.evaluate("window.written")
    assert "Aktau" in written
    assert not {"Rasht", "Karachi", "Kashgar"} & set(written)
    assert page.evaluate("window.pale") == [0.25]


def test_escape_closes_the_card_first_and_then_the_page(toy):
    page = toy.page
    told = open_corridor(toy, "Trans-Caspian Route")
    page.evaluate(
        "atlas.test.open.leg(atlas.test.scene.legs.findIndex((leg) => leg.id === 'titr:aktau-alat-sea'))"
    )
    assert page.locator(".float").is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".float").count() == 0
    assert told.is_visible()
    page.keyboard.press("Escape")
    assert told.is_hidden()


COVERED = """() => atlas.test.scene.legs.map((leg, i) => {
    atlas.test.open.leg(i);
    const { traced, view } = atlas.test.drawn();
    const home = atlas.test.map().getContainer().getBoundingClientRect();
    const card = document.querySelector(".float").getBoundingClientRect();
    const points = traced.filter(({ run }) => run.index === i).flatMap(({ lines }) => lines).flatMap(({ x, y }) => [...x].map((value, k) => [value - view.inset.x + home.left, y[k] - view.inset.y + home.top]));
    return [leg.id, points.length, points.filter(([x, y]) => x > card.left && x < card.right && y > card.top && y < card.bottom).length]; })"""


def test_a_card_never_covers_the_leg_that_it_speaks_of(toy):
    found = toy.page.evaluate(COVERED)
    assert all(points > 1 for _, points, _ in found)
    assert [row for row in found if row[2]] == []


def test_the_address_holds_corridor_route_and_year(chromium, toy):
    page = toy.page
    open_corridor(toy, "Trans-Caspian Route")
    assert page.evaluate("location.hash") == "#corridor=titr"
    page.locator(".variants .link").nth(1).click()
    route = page.evaluate("atlas.test.scene.routes[atlas.test.state.page.route].id")
    assert page.evaluate("location.hash") == f"#corridor=titr&route={route}"
    page.evaluate("atlas.test.open.time(2000)")
    link = page.evaluate("location.href")
    assert link.endswith("&year=2000")
    page.goto("about:blank")
    page.goto(link)
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.evaluate("atlas.test.scene.routes[atlas.test.state.page.route].id") == route
    assert page.evaluate("atlas.test.sides[0].year") == 2000
    page.evaluate("location.hash = '#corridor=nothing'")
    page.wait_for_function("atlas.test.state.page === null")


def test_the_map_is_copied_as_a_picture_with_title_and_sources(toy):
    page = toy.page
    open_corridor(toy, "Trans-Caspian Route")
    with page.expect_download() as download:
        page.get_by_role("button", name="Strip as SVG").click()
    assert download.value.suggested_filename == "titr.strip.svg"
    text = download.value.path().read_text("utf-8")
    assert text.startswith("<svg")
    assert "km" in text
    with page.expect_download() as download:
        page.get_by_role("button", name="Map as SVG").click()
    assert download.value.suggested_filename == "titr.svg"
    shares = page.evaluate("""() => {
        const canvas = atlas.test.tools.picture(), data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        const count = (r, g, b) => { let n = 0; for (let i = 0; i < data.length; i += 4) if (data[i] === r && data[i + 1] === g && data[i + 2] === b) n += 1; return n; };
        return [canvas.width, canvas.height, count(10, 94, 168), count(246, 245, 240) / (data.length / 4)]; }""")
    size = page.evaluate("atlas.test.map().getSize()")
    assert shares[0] == 2 * size["x"]
    assert shares[1] == 2 * (size["y"] + 68)
    assert shares[2] > 500


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(size, marks=[] if name == "1280x720" else pytest.mark.full, id=name)
        for name, size in SIZES.items()
    ],
)
def test_what_is_selected_lies_in_the_free_part_of_the_map(chromium, shipped_page, size):
    with browser.visit(chromium, shipped_page, size=size) as visit:
        assert visit.page.evaluate(HIDDEN) == []
        assert visit.requests == []
        assert visit.errors == []


def test_the_map_as_svg_is_the_picture_in_lines_and_letters(chromium, toy):
    page = toy.page
    open_corridor(toy, "Trans-Caspian Route")
    text = page.evaluate("atlas.test.tools.vector()")
    root = ET.fromstring(text)
    names = {node.tag.rpartition("}")[2] for node in root.iter()}
    assert {"path", "text", "title"} <= names
    assert "image" not in names
    other = chromium.new_page()
    vector, pixels = other.evaluate(
        """async ([text, url]) => {
        const read = async (source) => {
            const image = new Image();
            image.src = source;
            await image.decode();
            const canvas = new OffscreenCanvas(300, 200), context = canvas.getContext("2d");
            context.drawImage(image, 0, 0, 300, 200);
            return context.getImageData(0, 0, 300, 200).data;
        };
        const svg = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
        // What is strongly coloured: the corridors.
        const strong = (data) => {
            let sum = 0;
            for (let i = 0; i < data.length; i += 4)
                sum += Math.max(...data.slice(i, i + 3)) - Math.min(...data.slice(i, i + 3)) > 60;
            return sum;
        };
        return [strong(await read(svg)), strong(await read(url))];
    }""",
        [text, page.evaluate("atlas.test.tools.picture().toDataURL()")],
    )
    other.close()
    assert vector == pytest.approx(pixels, rel=0.15)
    assert pixels > 100
