"""Words of Russian that every question has: they tell nothing, and counting them would only take time."""

from __future__ import annotations

from lib.store.search import stems

EMPTY = frozenset(
    stems(
        "а без бы был была было были в вам вас ваш весь во вот все всё вы где да для до его ее если"
        " есть еще же за здравствуйте и из или им их к как какой какая какие ко когда кто ли мне можно"
        " мой моя мы на надо над нас наш не него нее нет нужно ни но ну о об он она они от очень"
        " пожалуйста по под подскажите почему с скажите со спасибо так такой там то тоже только тут ты"
        " у уже хотел хотела чем что чтобы эта эти это я добрый день утро вечер"
    ).split()
)
"""Their stems. Not the preposition «при»: the stem of «приём» is the same."""
