"""What may be asked: the views with their columns, the functions, in words. One table for help and completion.

The SQL of the views is in `lib.store.migrations.m0013_explore`; a test holds both against each other.
"""

from __future__ import annotations

from dataclasses import dataclass

from lib.base.language import N_

NUMBER, TEXT, DAY, MONTH, MOMENT, YES_NO = "number", "text", "day", "month", "moment", "yes_no"


@dataclass(frozen=True)
class ViewColumn:
    """A column; `words` is a message, `kind` what its cells hold. `yes_no` is 1 or 0."""

    name: str
    kind: str
    words: str


@dataclass(frozen=True)
class View:
    """A view; `title` and `words` are messages."""

    name: str
    title: str
    words: str
    columns: tuple[ViewColumn, ...]

    def column(self, name: str) -> ViewColumn | None:
        """The column of this name."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True)
class Function:
    """A function that questions may use; `form` shows how it is written, `words` is a message."""

    name: str
    form: str
    words: str


_DAY = ViewColumn("day", DAY, N_("Day in the region’s time, as 2026-11-26"))
_MONTH = ViewColumn("month", MONTH, N_("Month, as 2026-11"))
_WEEKDAY = ViewColumn("weekday", NUMBER, N_("Day of the week: 1 is Monday, 7 is Sunday"))
_HOUR = ViewColumn("hour", NUMBER, N_("Hour of the day in the region’s time, 0 to 23"))
_RUBRIC = ViewColumn("rubric", TEXT, N_("Rubric of the post; empty: none"))
_POST = ViewColumn("post_id", NUMBER, N_("Number of the post in VK"))
_COMMENT = ViewColumn("comment_id", NUMBER, N_("Number of the comment in VK"))
_AUTHOR = ViewColumn(
    "author", NUMBER, N_("Who wrote, as a number of this console; no name, no VK id")
)
_LIKES = ViewColumn("likes", NUMBER, N_("Likes"))
_REPLY = ViewColumn("is_reply", YES_NO, N_("1: written under another comment, 0: under the post"))
_ANSWERED = ViewColumn("answered", YES_NO, N_("1: the community has answered, 0: it has not"))
_WAITED = ViewColumn("waited_hours", NUMBER, N_("Hours until the first answer; empty: none yet"))
_REACH = ViewColumn("reach", NUMBER, N_("People reached; empty: VK did not say"))
_REACH_SUBSCRIBERS = ViewColumn(
    "reach_subscribers", NUMBER, N_("Subscribers among the people reached")
)
_VIEWS = ViewColumn("views", NUMBER, N_("Views (showings, not people)"))
_REPOSTS = ViewColumn("reposts", NUMBER, N_("Reposts"))
_COMMENTS = ViewColumn("comments", NUMBER, N_("Comments as VK counts them"))
_INSTITUTION = ViewColumn("institution", TEXT, N_("Institution"))

VIEWS: tuple[View, ...] = (
    View("v_posts", N_("Posts"), N_("Published posts, one row each"), (
        _POST,
        ViewColumn("published_at", MOMENT, N_("Moment of publication in the region’s time")),
        _DAY, _MONTH, _WEEKDAY, _HOUR, _RUBRIC,
        ViewColumn("text", TEXT, N_("Text of the post, where the community wrote it")),
        ViewColumn("length", NUMBER, N_("Characters of the text")),
        ViewColumn("attachments", NUMBER, N_("How many pictures, videos, files are attached")),
        _VIEWS, _LIKES, _REPOSTS, _COMMENTS,
        ViewColumn("reactions", NUMBER, N_("Likes, reposts and comments together")),
        _REACH, _REACH_SUBSCRIBERS,
        ViewColumn("reach_viral", NUMBER, N_("People reached through reposts and recommendations")),
        ViewColumn("er_view", NUMBER, N_("ER by view: reactions ÷ views × 100")),
        ViewColumn("er_reach", NUMBER, N_("ER by reach: reactions ÷ reach × 100")),
    )),
    View("v_snapshots", N_("Growth of posts"), N_("Counters of a post as they were at a moment"), (
        _POST, _RUBRIC,
        ViewColumn("hours_after", NUMBER, N_("Hours after the publication")),
        _VIEWS, _LIKES, _REPOSTS, _COMMENTS, _REACH, _REACH_SUBSCRIBERS,
    )),
    View("v_comments", N_("Comments"), N_("Citizens’ comments under the posts, without their texts"), (
        _COMMENT, _POST, _DAY, _MONTH, _WEEKDAY, _HOUR, _RUBRIC, _AUTHOR,
        ViewColumn("is_question", YES_NO, N_("1: has a question mark and was not put aside")),
        _REPLY, _LIKES,
        ViewColumn("attachments", NUMBER, N_("How many pictures, videos, files are attached")),
    )),
    View("v_questions", N_("Questions"), N_("Citizens’ comments that ask, and how long they waited"), (
        _COMMENT, _POST, _DAY, _MONTH, _WEEKDAY, _HOUR, _RUBRIC, _AUTHOR, _REPLY, _LIKES, _ANSWERED,
        _WAITED,
    )),
    View("v_answers", N_("Answers"), N_("Comments of the community"), (
        _COMMENT, _POST, _DAY, _MONTH, _WEEKDAY, _HOUR, _RUBRIC,
        ViewColumn("answers_to", NUMBER, N_("Number of the comment that it answers")),
        ViewColumn("length", NUMBER, N_("Characters of the text")),
        _LIKES,
    )),
    View("v_mentions", N_("Mentions of institutions"), N_("Which institution a citizen’s comment names"), (
        _COMMENT, _INSTITUTION, _DAY, _MONTH, _WEEKDAY, _RUBRIC,
        ViewColumn("is_question", YES_NO, N_("1: has a question mark and was not put aside")),
        _ANSWERED, _WAITED,
    )),
    View("v_days", N_("Days"), N_("A row a day: VK’s statistics and what was said"), (
        _DAY, _MONTH, _WEEKDAY, _REACH, _REACH_SUBSCRIBERS, _VIEWS,
        ViewColumn("visitors", NUMBER, N_("Visitors of the community’s page")),
        ViewColumn("joined", NUMBER, N_("Joined")),
        ViewColumn("departed", NUMBER, N_("Left")),
        ViewColumn("growth", NUMBER, N_("Joined minus left")),
        ViewColumn("subscribers", NUMBER, N_("Subscribers at the end of the day")),
        ViewColumn("posts", NUMBER, N_("Posts published")),
        ViewColumn("comments", NUMBER, N_("Citizens’ comments")),
        ViewColumn("questions", NUMBER, N_("Questions among them")),
        ViewColumn("answered", NUMBER, N_("Questions of this day that have an answer")),
        ViewColumn("answers", NUMBER, N_("Comments of the community")),
    )),
    View("v_audience", N_("Audience"), N_("Who was reached, or visited the page, on a day"), (
        _DAY, _MONTH,
        ViewColumn("kind", TEXT, N_("reach: people reached; visitors: of the page")),
        ViewColumn("split", TEXT, N_("By what they are divided: sex, age, sex_age, cities, countries")),
        ViewColumn("audience", TEXT, N_("The part: f, 18-21, the name of a city")),
        ViewColumn("people", NUMBER, N_("People")),
        ViewColumn("subscribers", NUMBER, N_("Subscribers among them")),
    )),
    View("v_chats", N_("Open chats"), N_("A row a session"), (
        ViewColumn("chat_id", NUMBER, N_("Number of the session")),
        ViewColumn("topic", TEXT, N_("Topic")),
        _DAY, _MONTH,
        ViewColumn("state", TEXT, N_("preparing, open or closed")),
        ViewColumn("planned_minutes", NUMBER, N_("Length as planned, minutes")),
        ViewColumn("lasted_minutes", NUMBER, N_("How long it was open, minutes")),
        ViewColumn("specialists", NUMBER, N_("Specialists")),
        ViewColumn("questions", NUMBER, N_("Questions that came in")),
    )),
    View("v_chat_questions", N_("Questions of open chats"), N_("A row a question, without its text"), (
        ViewColumn("question_id", NUMBER, N_("Number of the question")),
        ViewColumn("chat_id", NUMBER, N_("Number of the session")),
        ViewColumn("chat", TEXT, N_("Topic of the session")),
        _DAY, _MONTH, _HOUR,
        ViewColumn("source", TEXT, N_("Where it came from: comment, video, message, pasted")),
        ViewColumn("topic", TEXT, N_("Topic of the question")),
        ViewColumn("state", TEXT, N_("open, sending, answered, declined, joined; gone: its author deleted it")),
        _WAITED,
        ViewColumn("institution", TEXT, N_("Institution of the specialist who answered")),
    )),
)  # fmt: skip

FUNCTIONS: tuple[Function, ...] = (
    Function("count", "count(*)", N_("How many rows")),
    Function("sum", "sum(x)", N_("Sum; empty where nothing is known")),
    Function("total", "total(x)", N_("Sum; 0.0 where nothing is known")),
    Function("avg", "avg(x)", N_("Mean of what is known")),
    Function("median", "median(x)", N_("Median of what is known")),
    Function("percentile", "percentile(x, 90)", N_("The value that so many per cent do not exceed")),
    Function("min", "min(x)", N_("Smallest value")),
    Function("max", "max(x)", N_("Largest value")),
    Function("group_concat", "group_concat(x, ', ')", N_("Values as one text")),
    Function("round", "round(x, 1)", N_("Rounded to so many decimals")),
    Function("abs", "abs(x)", N_("Without the minus")),
    Function("sign", "sign(x)", N_("−1, 0 or 1")),
    Function("floor", "floor(x)", N_("Rounded down")),
    Function("ceil", "ceil(x)", N_("Rounded up")),
    Function("sqrt", "sqrt(x)", N_("Square root")),
    Function("ln", "ln(x)", N_("Natural logarithm")),
    Function("log10", "log10(x)", N_("Decimal logarithm")),
    Function("exp", "exp(x)", N_("e to the power of x")),
    Function("pow", "pow(x, y)", N_("x to the power of y")),
    Function("mod", "mod(x, y)", N_("Remainder")),
    Function("coalesce", "coalesce(x, 0)", N_("The first value that is there")),
    Function("ifnull", "ifnull(x, 0)", N_("The first value that is there")),
    Function("nullif", "nullif(x, 0)", N_("Empty where both are the same")),
    Function("iif", "iif(x > 5, 'a', 'b')", N_("One or the other")),
    Function("typeof", "typeof(x)", N_("Kind of a value")),
    Function("length", "length(x)", N_("Characters of a text")),
    Function("lower", "lower(x)", N_("In small letters")),
    Function("upper", "upper(x)", N_("In capital letters")),
    Function("substr", "substr(x, 1, 10)", N_("Part of a text")),
    Function("trim", "trim(x)", N_("Without blanks at both ends")),
    Function("ltrim", "ltrim(x)", N_("Without blanks at the beginning")),
    Function("rtrim", "rtrim(x)", N_("Without blanks at the end")),
    Function("instr", "instr(x, 'a')", N_("Where a text stands in another, 0: nowhere")),
    Function("replace", "replace(x, 'a', 'b')", N_("One text put for another")),
    Function("like", "x LIKE '%word%'", N_("Whether a text has a word; % is anything, _ one letter")),
    Function("date", "date(day, '+7 days')", N_("A day, shifted")),
    Function("time", "time(x)", N_("Time of the day")),
    Function("datetime", "datetime(x)", N_("Day and time")),
    Function("julianday", "julianday(day)", N_("Day as a number, to subtract days")),
    Function("unixepoch", "unixepoch(x)", N_("Seconds since 1970")),
    Function("strftime", "strftime('%W', day)", N_("Part of a day: %Y year, %m month, %W week, %d day")),
    Function("row_number", "row_number() OVER (ORDER BY x)", N_("Number of the row")),
    Function("rank", "rank() OVER (ORDER BY x)", N_("Place, with gaps after equal ones")),
    Function("dense_rank", "dense_rank() OVER (ORDER BY x)", N_("Place, without gaps")),
    Function("percent_rank", "percent_rank() OVER (ORDER BY x)", N_("Place from 0 to 1")),
    Function("cume_dist", "cume_dist() OVER (ORDER BY x)", N_("Share of rows up to this one")),
    Function("ntile", "ntile(4) OVER (ORDER BY x)", N_("Which of so many equal parts")),
    Function("lag", "lag(x) OVER (ORDER BY day)", N_("Value of the row before")),
    Function("lead", "lead(x) OVER (ORDER BY day)", N_("Value of the row after")),
    Function("first_value", "first_value(x) OVER (ORDER BY day)", N_("First value")),
    Function("last_value", "last_value(x) OVER (ORDER BY day)", N_("Last value")),
    Function("nth_value", "nth_value(x, 2) OVER (ORDER BY day)", N_("Value of that row")),
)  # fmt: skip

KEYWORDS: dict[str, str] = {
    "SELECT": N_("what to show"),
    "FROM": N_("from which view"),
    "WHERE": N_("only rows for which this is true"),
    "GROUP BY": N_("one row for each"),
    "HAVING": N_("only groups for which this is true"),
    "ORDER BY": N_("in this order"),
    "DESC": N_("the largest first"),
    "ASC": N_("the smallest first"),
    "LIMIT": N_("at most so many rows"),
    "OFFSET": N_("leaving out so many rows"),
    "AS": N_("called"),
    "JOIN": N_("together with another view"),
    "LEFT JOIN": N_("together with another view, where it has something"),
    "ON": N_("by what they belong together"),
    "USING": N_("by the column of this name"),
    "WITH": N_("a question with a name, to go on with"),
    "DISTINCT": N_("each value once"),
    "AND": N_("both"),
    "OR": N_("one of them"),
    "NOT": N_("the opposite"),
    "IN": N_("one of a list"),
    "BETWEEN": N_("from … to …"),
    "LIKE": N_("has a word in it"),
    "IS NULL": N_("is not known"),
    "IS NOT NULL": N_("is known"),
    "CASE": N_("depending on"),
    "WHEN": N_("if"),
    "THEN": N_("then"),
    "ELSE": N_("otherwise"),
    "END": N_("end of CASE"),
    "UNION": N_("and the rows of another question"),
    "OVER": N_("over neighbouring rows"),
    "PARTITION BY": N_("for each apart"),
}
"""Key words of SQL and what they mean."""


def view(name: str) -> View | None:
    """The view of this name, in any case of letters."""
    return next((one for one in VIEWS if one.name == name.lower()), None)
