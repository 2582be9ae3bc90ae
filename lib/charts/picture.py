"""A chart as a picture, PNG or SVG, made in this process without a browser and without the network.

Measured on the chart of 90 days (2 cores): the first picture takes 1.9 s, later ones 0.4 s (twice that on a
busy machine); the process grows by 150 MB over the first few and stays there. So nothing is drawn before
somebody asks for it, and one at a time.
The font is Liberation Sans, which comes with the converter, Cyrillic included.
"""

from __future__ import annotations

import re
import textwrap
import threading
from typing import Any

import altair as alt
import vl_convert as vlc

from lib.charts.about import About
from lib.charts.theme import PAPER, Palette, locale_of_charts

PNG, SVG = "image/png", "image/svg+xml"
WIDTH = 960
"""Of the plot, in points."""
FONT = "Liberation Sans, DejaVu Sans, Arial, sans-serif"
_LETTER = 5.9
"""Points that a letter of the small lines takes, about."""
_one_at_a_time = threading.Lock()


def picture(
    chart: Any, about: About, *, form: str, palette: Palette = PAPER, width: int = WIDTH
) -> bytes:
    """`chart` (finished, drawn with `palette`) as `png` (two dots a point) or `svg`, `about` above it."""
    made = printed(chart, about, palette=palette, width=width)
    if form == "svg":
        with _one_at_a_time:
            return str(vlc.vegalite_to_svg(made, **_more())).encode()
    return _png(made)


def _png(made: dict[str, Any]) -> bytes:
    with _one_at_a_time:
        return bytes(vlc.vegalite_to_png(made, scale=2, **_more()))


def _more() -> dict[str, Any]:
    locale = locale_of_charts().to_dict()
    return {
        "vl_version": _vega_lite(),
        "format_locale": locale["number"],
        "time_format_locale": locale["time"],
        # Nothing is fetched from anywhere, whatever the specification says.
        "allowed_base_urls": [],
    }


def plain(chart: Any, *, palette: Palette = PAPER, width: int = WIDTH) -> bytes:
    """`chart` (finished, drawn with `palette`) as PNG without a word above it: for papers, which say them."""
    made = printed(chart, About(""), palette=palette, width=width)
    del made["title"]
    made["padding"] = 4
    return _png(made)


def printed(chart: Any, about: About, *, palette: Palette, width: int = WIDTH) -> dict[str, Any]:
    """The specification of the picture: of a fixed width, on its own ground, with title, period and filters."""
    made: dict[str, Any] = chart.to_dict()
    _fix_width(made, width)
    config = made.setdefault("config", {})
    config["font"] = FONT
    config.pop("locale", None)
    small = max(40, int(width / _LETTER))
    lines = [
        line
        for name, text in about.lines()
        for line in textwrap.wrap(f"{name}: {text}", small, break_long_words=True)
    ]
    made["title"] = {
        "text": textwrap.wrap(about.title, max(30, int(width / 9.5))) or [""],
        "subtitle": lines,
        "anchor": "start",
        # From the picture's own edge: beside the names of an axis long lines were cut.
        "frame": "bounds",
        "offset": 14,
        "fontSize": 17,
        "color": palette.text,
        "subtitleFontSize": 11.5,
        "subtitleLineHeight": 16,
        "subtitlePadding": 6,
        "subtitleColor": palette.ink,
    }
    made["background"] = palette.page
    made["padding"] = 16
    return made


def _fix_width(part: Any, width: int) -> None:
    if isinstance(part, dict):
        if part.get("width") == "container":
            part["width"] = width
        for name in ("layer", "hconcat", "vconcat", "concat", "spec"):
            _fix_width(part.get(name), width)
    elif isinstance(part, list):
        for inner in part:
            _fix_width(inner, width)


def _vega_lite() -> str:
    found = re.match(r"v?(\d+)", alt.SCHEMA_VERSION)
    assert found is not None
    major = found.group(1)
    return max(
        (one for one in vlc.get_vegalite_versions() if one.split(".")[0] == major),
        key=lambda one: [int(part) for part in one.split(".")],
    )
