"""The file of slides: fonts, dates, bytes."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import time
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from geodata.errors import InputError
from maps.slides.shapes import NAMESPACES

if TYPE_CHECKING:
    from pathlib import Path


def check_suffix(target: Path) -> None:
    """Raise an `InputError` if a file is not to be a ``.pptx``."""
    if target.suffix != ".pptx":
        raise InputError.unknown("format", target.suffix, [".pptx"], file=str(target))


def with_fonts(presentation: Any) -> None:  # noqa: ANN401
    """Let the theme write in fonts that offices have in Latin, Cyrillic and Han."""
    part = presentation.slide_masters[0].part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = part.blob.decode("utf-8")
    text = re.sub(r'(<a:latin typeface=")[^"]*', r"\1Arial", text)
    part._blob = re.sub(r'(<a:ea typeface=")[^"]*', r"\1Microsoft YaHei", text).encode()  # noqa: SLF001


def stamp(day: str) -> dt.datetime:
    """Return the date that a file bears: that of ``SOURCE_DATE_EPOCH``, else the day given."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        return dt.datetime.fromtimestamp(int(epoch), tz=dt.UTC).replace(tzinfo=None)
    try:
        return dt.datetime.fromisoformat(day)
    except ValueError:
        return dt.datetime(2000, 1, 1)  # noqa: DTZ001


_ZIP_BEGINS = 1980


def packed(presentation: Any, moment: dt.datetime) -> bytes:  # noqa: ANN401
    """Return the file of a presentation; the same presentation gives the same bytes.

    Raises
    ------
    InputError
        The clock stands before 1980, which ZIP and so PowerPoint cannot tell.
    """
    if time.localtime().tm_year < _ZIP_BEGINS:
        raise InputError(f"the clock of this machine stands before {_ZIP_BEGINS}: set it")
    for slide in presentation.slides:
        for group in reversed(list(slide.element.iter(qn("p:grpSp")))):
            _frame(group)
        for number, shape in enumerate(slide.element.iter(qn("p:cNvPr")), start=1):
            shape.set("id", str(number))
    buffer = io.BytesIO()
    presentation.save(buffer)
    return _repacked(buffer.getvalue(), moment)


def _frame(group: Any) -> None:  # noqa: ANN401
    """Give a group the box of what it holds, in the coordinates of the slide."""
    boxes = [
        [
            int(part.get(key))
            for part, key in zip(
                (frame[0], frame[0], frame[1], frame[1]), ("x", "y", "cx", "cy"), strict=True
            )
        ]
        for child in group
        if (frame := child.find(f"*/{qn('a:xfrm')}")) is not None
    ]
    if not boxes:
        group.getparent().remove(group)
        return
    low = np.min(boxes, axis=0)[:2]
    size = np.max([[x + cx, y + cy] for x, y, cx, cy in boxes], axis=0) - low
    here, extent = f'x="{low[0]}" y="{low[1]}"', f'cx="{size[0]}" cy="{size[1]}"'
    properties = group.find(qn("p:grpSpPr"))
    properties.insert(
        0,
        parse_xml(
            f"<a:xfrm {NAMESPACES}><a:off {here}/><a:ext {extent}/><a:chOff {here}/>"
            f"<a:chExt {extent}/></a:xfrm>"
        ),
    )


def _repacked(content: bytes, moment: dt.datetime) -> bytes:
    """Return a ZIP whose members bear one date, workbooks inside it likewise."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            member = zipfile.ZipInfo(name, (_ZIP_BEGINS, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            new.writestr(member, _dated(name, old.read(name), moment))
    return buffer.getvalue()


def _dated(name: str, content: bytes, moment: dt.datetime) -> bytes:
    if name.endswith(".xlsx"):
        return _repacked(content, moment)
    if name == "docProps/core.xml":
        text = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        return re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + text, content)
    return content
