"""SQL of what follows a chat: deadlines, figures of the announcement, the threads around questions."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database


def set_due(db: Database, chat_id: int, due_at: int | None) -> None:
    """Give every question of a chat a deadline, or none.

    Those that are settled get it too: one that is taken up again after all, or whose answer is taken back, is
    due like the others.
    """
    db.execute("UPDATE question SET task_due_at = ? WHERE chat_id = ?", [due_at, chat_id])


def reach_of(db: Database, post_id: int | None) -> dict[str, Any]:
    """{reach, measured_at, views, seen_at} of a post; None where it was not measured or is not in the store."""
    row = next(
        iter(
            db.query(
                "SELECT reach_total AS reach, measured_at, views, seen_at FROM post"
                " LEFT JOIN post_reach USING (post_id) WHERE post_id = ?",
                [post_id],
            )
        ),
        None,
    )
    return row or dict.fromkeys(("reach", "measured_at", "views", "seen_at"))


def threads_of(db: Database, chat_id: int) -> list[dict[str, Any]]:
    """Everything in VK around the questions of a chat, threads in the order of the questions.

    {question_id, comment_id, author_name, is_ours, text, created_at, deleted_at}; a thread with several
    questions is told once, with the first of them.
    """
    return list(
        db.query(
            """
            WITH asked AS (
              SELECT min(q.question_id) AS question_id, c.thread_id FROM question AS q
              JOIN comment AS c ON q.source = 'comment' AND c.comment_id = q.source_id
              WHERE q.chat_id = ? GROUP BY c.thread_id)
            SELECT asked.question_id, c.comment_id, coalesce(author.name, '') AS author_name, c.is_ours,
              c.text, c.created_at, c.deleted_at
            FROM asked JOIN comment AS c USING (thread_id)
            LEFT JOIN author ON author.author_id = c.from_id
            ORDER BY asked.question_id, c.comment_id
            """,
            [chat_id],
        )
    )


def rubric_of(db: Database, post_id: int | None) -> int | None:
    """The rubric of a post; None where it has none or is not in the store."""
    row = db.execute("SELECT rubric_id FROM post WHERE post_id = ?", [post_id]).fetchone()
    return None if row is None else row[0]
