"""Names of those who acted, as people read them."""

from __future__ import annotations

from lib.access.permissions import MODERATOR
from lib.base.language import speaking
from lib.ui.journal_words import actor_word


def test_whoever_rehearses_without_a_name_is_told_in_the_language_of_the_screen() -> None:
    with speaking("ru"):
        assert actor_word(MODERATOR.name) == "модератор"
        assert actor_word("console") == "Пульт"
        assert actor_word("Ольга") == "Ольга"
