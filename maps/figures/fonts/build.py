"""Cuts the shipped fonts from the full ones; run by maintainers.

``python -m maps.figures.fonts.build DIR``, where DIR holds the four files named in `SOURCES`:
instances of Noto Sans and Noto Sans SC (SIL OFL 1.1, no reserved font name of Noto), as the npm
packages ``@expo-google-fonts/noto-sans`` 0.4.2 and ``@expo-google-fonts/noto-sans-sc`` 0.4.3 carry
them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel import Locale

SOURCES = {
    "NotoSans_400Regular.ttf": "NotoSans-Regular.ttf",
    "NotoSans_600SemiBold.ttf": "NotoSans-SemiBold.ttf",
    "NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "NotoSansSC_600SemiBold.ttf": "NotoSansSC-SemiBold.ttf",
}


LETTERS = (
    (0x20, 0x17F),
    (0x18F, 0x18F),
    (0x1C4, 0x1CC),
    (0x1E6, 0x1E7),
    (0x1F8, 0x1F9),
    (0x200, 0x21B),
    (0x259, 0x259),
    (0x2B0, 0x2DD),
    (0x300, 0x304),
    (0x306, 0x30C),
    (0x323, 0x331),
    (0x400, 0x52F),
    (0x1E00, 0x1EFF),
    (0x2000, 0x206F),
    (0x2070, 0x209C),
    (0x20A0, 0x20BF),
    (0x2116, 0x2122),
    (0x2190, 0x2193),
    (0x2212, 0x2215),
    (0x2248, 0x2265),
)
"""Code points of Latin, Cyrillic, punctuation and the signs that maps use."""


FULL_WIDTH = ((0x3000, 0x3017), (0xFF01, 0xFF5E), (0x2014, 0x2026))


_ROOT = Path(__file__).resolve().parents[3]


def main(folder: Path) -> None:
    """Write the shipped fonts from the full ones in a folder."""
    han = {"Regular": _common_han() | _seed_han(), "SemiBold": _seed_han()}
    for source, target in SOURCES.items():
        weight = target.split("-")[1].removesuffix(".ttf")
        ranges = FULL_WIDTH if "SC" in target else LETTERS
        codes = {code for first, last in ranges for code in range(first, last + 1)}
        codes |= han[weight] if "SC" in target else set()
        _cut(folder / source, Path(__file__).parent / target, codes)


def _cut(source: Path, target: Path, codes: set[int]) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        hinting=False,
        layout_features=["kern", "mark", "ccmp"],
        notdef_outline=True,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17],
        drop_tables=["DSIG", "STAT", "BASE"],
    )
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    font.save(target)


def _common_han() -> set[int]:
    """Return the 3,755 characters of the first level of GB 2312."""
    rows = (bytes([row, cell]) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return {ord(text) for row in rows if (text := row.decode("gb2312", errors="ignore"))}


def _seed_han() -> set[int]:
    """Return the Han of the seeds, of the furniture and of the names of countries."""
    texts = [file.read_text(encoding="utf-8") for file in _written()]
    texts += [str(name) for name in Locale("zh").territories.values()]
    return {ord(char) for text in texts for char in text if "\u3400" <= char <= "\u9fff"}


def _written() -> list[Path]:
    seeds = [file for kind in ("csv", "toml") for file in (_ROOT / "seeds").rglob(f"*.{kind}")]
    words = (file for file in (_ROOT / "maps" / "words").iterdir() if file.is_file())
    return sorted([*seeds, *words])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
