"""Chapters of the audience as VK tells it: age and sex, cities."""

from __future__ import annotations

from lib.base.language import _, ngettext
from lib.reach.audience import Audience
from lib.reach.charts.audience import Part, ages, parts_of, sex_names
from lib.reach.periods import Period
from lib.reports.content import Chapter, of_percent, part

CITIES = 10
"""In the chart; the workbook has all of them."""


def audience_chapters(found: Audience, period: Period) -> list[Chapter]:
    """In the order that they are read."""
    lacking = period.days - found.days
    remarks = (
        (ngettext("VK gave no audience data for {n} day.",
                  "VK gave no audience data for {n} days.", lacking),)
        if lacking
        else ()
    )  # fmt: skip
    return [_ages(found, remarks), _cities(found, remarks)]


def _ages(found: Audience, remarks: tuple[str, ...]) -> Chapter:
    parts = []
    for group in found.groups["sex_age"]:
        sex, _semicolon, age = group.key.partition(";")
        if sex in sex_names() and age:
            parts.append(Part(age, group.people, of_percent(group.share) or 0.0, sex))
    return Chapter(
        key="ages",
        title=_("Age and sex of the people reached"),
        formula=_(
            "people of an age and sex ÷ all people whose age and sex VK gives; added up over the "
            "days"
        ),
        source=_("VK's stats.get, one row per day"),
        heads=(_("Age"), _("Sex"), _("People, added up over days"), _("Share")),
        rows=tuple(
            (one.name, sex_names()[one.sex], one.people, part(one.share))
            for one in sorted(parts, key=lambda one: (one.name, one.sex))
        ),
        draw=(lambda palette: ages(parts, palette)) if parts else None,
        remarks=remarks,
    )


def _cities(found: Audience, remarks: tuple[str, ...]) -> Chapter:
    parts = [
        Part(group.name or group.key, group.people, of_percent(group.share) or 0.0)
        for group in found.groups["cities"]
    ]
    shown = parts[:CITIES]
    return Chapter(
        key="cities",
        title=_("Cities of the people reached"),
        formula=_("people from a city ÷ all people whose city VK gives; added up over the days"),
        source=_("VK's stats.get, one row per day"),
        heads=(_("City"), _("People, added up over days"), _("Share")),
        rows=tuple((one.name, one.people, part(one.share)) for one in parts),
        draw=(lambda palette: parts_of(shown, palette, name=_("City"))) if shown else None,
        remarks=remarks,
    )
