"""A question put together from choices: subject, filters, groups, measure; and the SQL that asks it.

Values stand in the SQL as quoted literals, so that it can be shown, taken over and changed. Columns and
functions come from the table of views alone: what is chosen never becomes SQL unseen.
"""

from lib.explore.builder.queries import Built, build, choices_sql, count_sql
from lib.explore.builder.question import (
    MEASURES,
    OPERATORS,
    SUBJECTS,
    Filter,
    Question,
    groupable,
    measurable,
    operators_of,
)

__all__ = [
    "MEASURES",
    "OPERATORS",
    "SUBJECTS",
    "Built",
    "Filter",
    "Question",
    "build",
    "choices_sql",
    "count_sql",
    "groupable",
    "measurable",
    "operators_of",
]
