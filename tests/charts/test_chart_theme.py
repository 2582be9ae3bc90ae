"""Colours that stand out and can be told apart, also by people who do not tell red from green."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from lib.charts.theme import DARK, DASHES, LIGHT, PAPER, SHAPES, Palette, looks

# Machado, Oliveira, Fernandes 2009: what is left of linear RGB at full severity.
SEEN = {
    "everybody": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
}
PALETTES = {"light": LIGHT, "dark": DARK, "paper": PAPER}
Three = tuple[float, float, float]


def linear(colour: str) -> Three:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    made = [
        part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
        for part in parts
    ]
    return made[0], made[1], made[2]


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        red, green, blue = linear(colour)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def lab(colour: str, seen: str) -> Three:
    rgb = linear(colour)
    seen_rgb = [
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, rgb, strict=True)))) for row in SEEN[seen]
    ]
    rows = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750),
            (0.0193339, 0.1191920, 0.9503041))  # fmt: skip
    xyz = [
        sum(a * b for a, b in zip(row, seen_rgb, strict=True)) / white
        for row, white in zip(rows, (0.95047, 1.0, 1.08883), strict=True)
    ]
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, seen: str) -> float:
    """CIE 1976: about 2.3 is what an eye just notices."""
    pairs = zip(lab(one, seen), lab(other, seen), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


@pytest.mark.parametrize("name", PALETTES)
def test_what_is_drawn_stands_out_from_the_page(name: str) -> None:
    """WCAG 2.2, 1.4.11: graphics need a contrast of 3:1 against what lies behind them; 1.4.3: words 4.5:1."""
    palette = PALETTES[name]
    drawn = (palette.first, palette.second, palette.up, palette.down, palette.mark)
    for colour in (*drawn, *palette.categories):
        assert contrast(colour, palette.page) >= 3, colour
    for colour in (palette.ink, palette.text, palette.mark):
        assert contrast(colour, palette.page) >= 4.5, colour


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("name", PALETTES)
def test_kinds_of_things_differ_for_every_eye(name: str, seen: str) -> None:
    palette = PALETTES[name]
    near = {
        (one, other): distance(one, other, seen)
        for one, other in combinations(palette.categories, 2)
        if distance(one, other, seen) < 12
    }
    assert near == {}


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("name", PALETTES)
def test_a_heat_map_grows_darker_or_lighter_step_by_step(name: str, seen: str) -> None:
    lightness = [lab(colour, seen)[0] for colour in PALETTES[name].heat]
    steps = [b - a for a, b in pairwise(lightness)]
    assert all(step < -8 for step in steps) or all(step > 8 for step in steps), lightness


@pytest.mark.parametrize("palette", PALETTES.values())
def test_no_two_kinds_look_alike(palette: Palette) -> None:
    names = [str(n) for n in range(56)]
    assert len(set(looks(names, palette))) == 56
    assert len(set(SHAPES)) == len(SHAPES)
    assert len({tuple(dash) for dash in DASHES}) == len(DASHES)
