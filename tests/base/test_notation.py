"""Days, moments and shares in figures, as each language writes them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from lib.base import notation
from lib.base.language import LANGUAGES, speaking
from lib.charts.theme import percent_words
from lib.paper.figures import SHARE, told

DAY = date(2026, 11, 7)


@pytest.mark.parametrize(
    ("spoken", "day", "moment", "field", "month", "share"),
    [
        ("ru", "07.11.2026", "07.11.2026 18:05", "DD.MM.YYYY", "MM.YYYY", "4,6\u00a0%"),
        ("en", "07/11/2026", "07/11/2026 18:05", "DD/MM/YYYY", "MM/YYYY", "4.6%"),
    ],
)
def test_each_language_writes_figures_its_own_way(
    spoken: str, day: str, moment: str, field: str, month: str, share: str
) -> None:
    with speaking(spoken):
        assert notation.day_figures(DAY) == day
        assert notation.moment_figures(datetime(2026, 11, 7, 18, 5)) == moment
        assert notation.day_field() == field
        assert notation.moment_field() == f"{field} HH:mm"
        assert notation.month_field() == month
        assert percent_words(0.046) == told(SHARE, 0.046) == share


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_a_day_is_typed_as_it_is_read(spoken: str) -> None:
    """The form of a field and the form of a day differ only in who fills them in."""
    with speaking(spoken):
        filled = (
            notation.day_field().replace("DD", "07").replace("MM", "11").replace("YYYY", "2026")
        )
        assert filled == notation.day_figures(DAY)
