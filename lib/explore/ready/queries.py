"""SQL of the ready questions, over the views, so that whoever likes can take it over and change it.

`:since` and `:until` are days, both included; `:rubric` is a name or empty for all; `:n` is how many rows.
`{weekday}` and `{hour}` become words of the screen's language (`lib.explore.labels`).
"""

from __future__ import annotations

_RUBRIC = "(:rubric IS NULL OR rubric = :rubric)"
_GRID = """
WITH RECURSIVE weekdays(weekday) AS (SELECT 1 UNION ALL SELECT weekday + 1 FROM weekdays WHERE weekday < 7),
hours(hour) AS (SELECT 0 UNION ALL SELECT hour + 1 FROM hours WHERE hour < 23)"""

RUBRICS_REACH = """
SELECT rubric, count(*) AS posts, median(reach) AS median_reach, count(reach) AS measured,
  sum(reach) AS total_reach,
  round(100.0 * count(reach) / nullif(sum(count(reach)) OVER (), 0), 1) AS share_of_measured,
  round(100.0 * sum(reach) / sum(sum(reach)) OVER (), 1) AS share_of_reach,
  median(views) AS median_views
FROM v_posts WHERE day BETWEEN :since AND :until
GROUP BY rubric ORDER BY median_reach DESC, median_views DESC
"""

WHO_ASKS = """
SELECT author, count(*) AS questions, sum(answered) AS answered, max(day) AS last_day
FROM v_questions WHERE day BETWEEN :since AND :until AND author IS NOT NULL
GROUP BY author ORDER BY questions DESC, author LIMIT :n
"""

LONGEST_WAIT = f"""{_GRID},
waits AS (
  SELECT weekday, hour, count(*) AS questions, round(median(waited_hours), 1) AS median_hours
  FROM v_questions WHERE day BETWEEN :since AND :until AND answered GROUP BY weekday, hour)
SELECT {{weekday}} AS weekday, {{hour}} AS hour, median_hours, coalesce(questions, 0) AS questions
FROM weekdays JOIN hours LEFT JOIN waits USING (weekday, hour)
ORDER BY weekdays.weekday, hours.hour
"""

INSTITUTIONS = """
SELECT institution, count(*) AS comments, sum(is_question) AS questions, sum(answered) AS answered,
  round(median(waited_hours), 1) AS median_hours
FROM v_mentions WHERE day BETWEEN :since AND :until
GROUP BY institution ORDER BY comments DESC, institution LIMIT :n
"""

DISCUSSED = f"""
SELECT day, rubric, substr(replace(text, '\n', ' '), 1, 80) AS post, comments, reactions, views, post_id
FROM v_posts WHERE day BETWEEN :since AND :until AND {_RUBRIC}
ORDER BY comments DESC, post_id DESC LIMIT :n
"""

WHEN_WRITTEN = f"""{_GRID},
written AS (
  SELECT weekday, hour, count(*) AS comments, sum(is_question) AS questions
  FROM v_comments WHERE day BETWEEN :since AND :until GROUP BY weekday, hour)
SELECT {{weekday}} AS weekday, {{hour}} AS hour, coalesce(comments, 0) AS comments,
  coalesce(questions, 0) AS questions
FROM weekdays JOIN hours LEFT JOIN written USING (weekday, hour)
ORDER BY weekdays.weekday, hours.hour
"""

SHARE_ANSWERED = """
SELECT month, round(100.0 * sum(answered) / nullif(sum(questions), 0), 1) AS share_answered,
  sum(questions) AS questions, sum(answered) AS answered, sum(comments) AS comments
FROM v_days WHERE day BETWEEN :since AND :until
GROUP BY month ORDER BY month
"""

GROWTH = """
SELECT month, sum(growth) AS growth, sum(joined) AS joined, sum(departed) AS departed,
  count(growth) AS measured_days
FROM v_days WHERE day BETWEEN :since AND :until
GROUP BY month ORDER BY month
"""

BEST_TIME = f"""{_GRID},
published AS (
  SELECT weekday, hour, count(*) AS posts, count(reach) AS measured,
    iif(count(views) >= 3, median(views), NULL) AS median_views,
    iif(count(reach) >= 3, median(reach), NULL) AS median_reach
  FROM v_posts WHERE day BETWEEN :since AND :until AND {_RUBRIC} GROUP BY weekday, hour)
SELECT {{weekday}} AS weekday, {{hour}} AS hour, median_views, coalesce(posts, 0) AS posts, median_reach,
  coalesce(measured, 0) AS measured
FROM weekdays JOIN hours LEFT JOIN published USING (weekday, hour)
ORDER BY weekdays.weekday, hours.hour
"""

LENGTH = f"""
SELECT length, er_view, rubric, day, reactions, views, post_id
FROM v_posts WHERE day BETWEEN :since AND :until AND {_RUBRIC} AND er_view IS NOT NULL
ORDER BY day DESC, post_id DESC LIMIT 1000
"""

CHATS = """
SELECT chat || ', ' || min(day) AS chat, count(*) AS questions,
  sum(state IN ('answered', 'joined')) AS answered, sum(state IN ('declined', 'gone')) AS declined,
  sum(state IN ('open', 'sending')) AS open, round(median(waited_hours) * 60) AS median_minutes
FROM v_chat_questions WHERE day BETWEEN :since AND :until
GROUP BY chat_id ORDER BY min(day) DESC, chat_id DESC LIMIT :n
"""

RHYTHM = """
SELECT month, coalesce(rubric, '—') AS rubric, count(*) AS posts
FROM v_posts WHERE day BETWEEN :since AND :until
GROUP BY month, rubric ORDER BY month, rubric
"""

BEST_DAYS = """
SELECT day, reach, reach_subscribers, posts, joined
FROM v_days WHERE day BETWEEN :since AND :until AND reach IS NOT NULL
ORDER BY reach DESC, day DESC LIMIT :n
"""

RUBRICS_TALK = """
SELECT rubric, count(*) AS questions, round(100.0 * sum(answered) / count(*), 1) AS share_answered,
  round(median(waited_hours), 1) AS median_hours, round(percentile(waited_hours, 90), 1) AS p90_hours
FROM v_questions WHERE day BETWEEN :since AND :until
GROUP BY rubric ORDER BY questions DESC, rubric
"""
