"""Small drawn pictures in place of faces and photographs: nobody's portrait is needed for a rehearsal."""

from __future__ import annotations

import hashlib
from html import escape


def avatar(seed: str, letters: str, size: int) -> str:
    """An SVG of `size` pixels: initials on a calm colour that follows from `seed`."""
    hue = _number(seed) % 360
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 100 100">'
        f'<rect width="100" height="100" fill="hsl({hue} 38% 58%)"/>'
        '<text x="50" y="52" fill="#fff" font-family="sans-serif" font-size="40" '
        f'text-anchor="middle" dominant-baseline="middle">{escape(letters)}</text></svg>'
    )


def picture(seed: str, width: int, height: int) -> str:
    """An SVG landscape with a building, different for every `seed`."""
    n = _number(seed)
    hue, sun, left, tall = 185 + n % 50, 20 + n % 60, 12 + n // 7 % 45, 22 + n // 11 % 26
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        'viewBox="0 0 120 80" preserveAspectRatio="xMidYMid slice">'
        f'<rect width="120" height="80" fill="hsl({hue} 45% 82%)"/>'
        f'<circle cx="{sun}" cy="16" r="7" fill="hsl(45 90% 72%)"/>'
        f'<path d="M0 62 Q30 {40 + n % 14} 60 60 T120 56 V80 H0Z" fill="hsl({85 + n // 3 % 60} 28% 62%)"/>'
        f'<rect x="{left}" y="{66 - tall}" width="38" height="{tall}" fill="hsl({hue} 12% 94%)"/>'
        f'<rect x="{left + 15}" y="58" width="8" height="8" fill="hsl({hue} 30% 45%)"/>'
        f'<path d="M{left + 17} {69 - tall}h4v4h4v4h-4v4h-4v-4h-4v-4h4z" fill="hsl(160 45% 45%)"/></svg>'
    )


def _number(seed: str) -> int:
    return int.from_bytes(hashlib.sha1(seed.encode()).digest()[:6], "big")
