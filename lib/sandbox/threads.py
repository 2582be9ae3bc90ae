"""Which comment stands under which: the two levels VK shows."""

from __future__ import annotations

from collections.abc import Mapping

from lib.sandbox.objects import Comment


class Threads:
    """Places of comments by post and branch, in the order of their ids; answers live ones only."""

    def __init__(self, comments: Mapping[int, Comment]) -> None:
        self._comments = comments
        self._tops: dict[int, list[int]] = {}
        self._branches: dict[int, list[int]] = {}

    def place(self, comment: Comment) -> None:
        """Puts in a comment newer than all others."""
        if comment.top_id is None:
            self._tops.setdefault(comment.post_id, []).append(comment.id)
        else:
            self._branches.setdefault(comment.top_id, []).append(comment.id)

    def top(self, post_id: int) -> list[Comment]:
        """The top level, oldest first; a deleted comment stays where its branch lives on."""
        tops = (self._comments[i] for i in self._tops.get(post_id, ()))
        return [c for c in tops if not c.deleted or self.branch(c.id)]

    def branch(self, top_id: int) -> list[Comment]:
        """Replies under a comment of the top level, oldest first."""
        return [c for i in self._branches.get(top_id, ()) if not (c := self._comments[i]).deleted]

    def count(self, post_id: int) -> int:
        """Comments of a post, replies included, as VK counts them."""
        return sum(
            (not self._comments[i].deleted) + (len(self.branch(i)) if i in self._branches else 0)
            for i in self._tops.get(post_id, ())
        )
