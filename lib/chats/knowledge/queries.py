"""SQL of earlier answers. Every query looks at a bounded number of rows, whatever the size of the store."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database


def comments_with(db: Database, stem: str, *, most: int) -> int:
    """How many comments have a word of this stem; counted up to `most`."""
    row = db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM comment_search WHERE comment_search MATCH ? LIMIT ?)",
        [f'"{stem}"', most],
    ).fetchone()
    return int(row[0])


def size(db: Database) -> int:
    """About how many comments there are: ids count up with time."""
    # Two queries in one: min and max together would read the whole table.
    row = db.execute(
        "SELECT (SELECT max(comment_id) FROM comment) - (SELECT min(comment_id) FROM comment) + 1"
    ).fetchone()
    return int(row[0] or 0)


def answered(db: Database, match: str, *, most: int) -> list[dict[str, Any]]:
    """Answered questions among the newest `most` comments that `match` (FTS5) finds.

    {question_id, answer_id, stems, text}: comments both; of a question that was collected elsewhere and told
    with its answer the two are one comment, and `text` is the question alone, without stems.
    """
    rows = db.query(
        """
        WITH found AS MATERIALIZED (
          SELECT rowid AS id FROM comment_search WHERE comment_search MATCH :match
          ORDER BY rowid DESC LIMIT :most)
        SELECT c.comment_id AS question_id, max(ours.comment_id) AS answer_id, c.stems, '' AS text
        FROM found CROSS JOIN comment AS c ON c.comment_id = found.id
        CROSS JOIN comment AS ours INDEXED BY comment_ours ON ours.thread_id = c.thread_id
          AND ours.comment_id > c.comment_id
          AND coalesce(ours.reply_to_id, ours.thread_id) = c.comment_id
          AND ours.is_ours = 1 AND ours.deleted_at IS NULL
        WHERE c.is_ours = 0 AND c.deleted_at IS NULL
        GROUP BY c.comment_id
        UNION ALL
        SELECT c.comment_id, c.comment_id, '', q.text
        FROM found JOIN outbox AS o ON o.kind = 'comment' AND o.result_id = found.id
        JOIN question AS q ON q.sent_action = o.action_id
        JOIN comment AS c ON c.comment_id = found.id
        WHERE c.is_ours = 1 AND c.deleted_at IS NULL
        """,
        {"match": match, "most": most},
    )
    return list(rows)


def told(db: Database, answer_id: int, question_id: int) -> list[dict[str, Any]]:
    """What the answer with this id says and to what: the fields of `Earlier` but the likeness."""
    rows = db.query(
        """
        SELECT CASE WHEN asked.comment_id = ours.comment_id THEN q.text ELSE asked.text END AS question,
          coalesce(q.answer, main.answer, ours.text) AS answer, ours.created_at AS answered_at,
          coalesce(writer.name, o.actor) AS who, ours.comment_id, ours.post_id, ours.thread_id
        FROM comment AS ours JOIN comment AS asked ON asked.comment_id = :question_id
        LEFT JOIN outbox AS o ON o.result_id = ours.comment_id AND o.kind IN ('reply', 'comment')
        LEFT JOIN question AS q ON q.sent_action = o.action_id
        LEFT JOIN question AS main ON main.question_id = q.joined_to
        LEFT JOIN person AS writer ON writer.person_id = coalesce(q.answered_by, main.answered_by)
        WHERE ours.comment_id = :answer_id
        """,
        {"answer_id": answer_id, "question_id": question_id},
    )
    return list(rows)
