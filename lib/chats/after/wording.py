"""The report in words: names of measures, how each is counted, what is missing and why. Message ids.

The screen tells them in its language, the files in theirs.
"""

from __future__ import annotations

from collections.abc import Mapping

from lib.base.language import N_
from lib.chats.after.report import Report
from lib.chats.rows import Question
from lib.paper.figures import COUNT, SECONDS, SHARE, Measure, Remark


def measures(report: Report) -> list[Measure]:
    """The figures of a chat in the order they are read."""
    return [
        Measure(N_("Questions received"), COUNT, report.came, N_("all sources together")),
        Measure(
            N_("Merged into another"), COUNT, report.joined,
            N_("the same question asked again; its author gets the answer to the first"),
        ),
        Measure(
            N_("Deleted by their authors"), COUNT, report.gone, N_("before they were answered")
        ),
        Measure(
            N_("To answer"), COUNT, report.to_answer,
            N_("came in − merged − deleted by their authors"),
        ),
        Measure(
            N_("Answered"), COUNT, report.answered,
            N_("the answer stands in VK, confirmed by reading it back"),
        ),
        Measure(
            N_("of them after closing"), COUNT, report.answered_late,
            N_("published later than the chat was closed"),
        ),
        Measure(N_("Share answered"), SHARE, report.share, N_("answered ÷ to answer")),
        Measure(N_("Not to be answered"), COUNT, report.declined, N_("declined with a reason")),
        Measure(N_("Waiting"), COUNT, report.waiting, N_("no answer yet")),
        Measure(
            N_("On the way to VK"), COUNT, report.on_the_way,
            N_("sent, not confirmed by VK; not counted as answered"),
        ),
        Measure(
            N_("Median time to answer"), SECONDS, report.median_seconds,
            N_("half of the answered waited no longer; from the question, or from the opening of the chat"
               " where it was asked before, to the answer in VK"),
        ),
        Measure(
            N_("Longest time to answer"), SECONDS, report.longest_seconds,
            N_("the largest of the same times"),
        ),
        Measure(
            N_("Reach of the announcement, people"), COUNT, report.reach,
            N_("VK's statistics of the post (stats.getPostReach)"),
        ),
        Measure(
            N_("Views of the announcement"), COUNT, report.views,
            N_("VK's counter of the post; views are showings, not people"),
        ),
    ]  # fmt: skip


def missing(report: Report) -> list[Remark]:
    """What is not in the figures, and why."""
    found = []
    if report.chat.closed_at is None:
        found.append(Remark(N_("The chat is not closed: the figures may still change.")))
    if report.chat.post_id is None:
        found.append(
            Remark(
                N_("There is no announcement in VK, so neither its reach nor its views are known.")
            )
        )
    elif report.reach is None:
        found.append(
            Remark(
                N_("The reach of the announcement was not measured: VK gives it only to a user key. "
"Views are no substitute: one person may have several.")
            )
        )  # fmt: skip
        if report.views is None:
            found.append(Remark(N_("VK did not give the views of the announcement.")))
    if not report.answered:
        found.append(Remark(N_("Nothing was answered, so there are no answer times.")))
    if report.on_the_way:
        found.append(
            Remark(
                N_("Answers not confirmed by VK yet: {n}. Their times are not counted."),
                {"n": report.on_the_way},
            )
        )
    untold = sum(not one.topic for one in report.questions)
    if untold:
        found.append(Remark(N_("Questions without a topic: {n}."), {"n": untold}))
    if any(one.in_vk for one in report.questions):
        found.append(
            Remark(
                N_("Who of the staff answered in VK itself is not known: VK shows the community.")
            )
        )
    return found


STATES: Mapping[str, str] = {
    "new": N_("waits"),
    "assigned": N_("waits, assigned"),
    "answering": N_("an answer is being written"),
    "review": N_("the answer is being checked"),
    "sending": N_("the answer is on its way"),
    "published": N_("answered"),
    "declined": N_("not to be answered"),
    "gone": N_("deleted by its author"),
    "joined": N_("joined"),
}
SOURCES: Mapping[str, str] = {
    "comment": N_("comment"),
    "video": N_("comment of the broadcast"),
    "message": N_("message"),
    "pasted": N_("collected beforehand"),
}
VERBS: Mapping[str, str] = {
    "chat.create": N_("chat created"),
    "chat.change": N_("settings changed"),
    "chat.announce": N_("announcement sent"),
    "chat.rules": N_("rules sent"),
    "chat.open": N_("chat opened"),
    "chat.close": N_("chat closed"),
    "chat.reopen": N_("closing taken back"),
    "chat.specialist": N_("specialist put down"),
    "chat.invite": N_("link made"),
    "chat.revoke": N_("link ended"),
    "chat.broadcast": N_("broadcast begun"),
    "chat.broadcast_end": N_("broadcast ended"),
    "chat.video": N_("video of the broadcast named or left"),
    "chat.off_air": N_("nothing on air any more"),
    "chat.digest": N_("digest drafted"),
    "question.come": N_("question came"),
    "question.paste": N_("question added by hand"),
    "question.assign": N_("assigned to"),
    "question.take": N_("taken"),
    "question.let_go": N_("let go"),
    "question.not_mine": N_("“not my question”"),
    "question.hand_over": N_("handed over to"),
    "question.free": N_("taken away"),
    "question.decline": N_("not to be answered, because"),
    "question.take_up": N_("taken up again"),
    "question.join": N_("merged into"),
    "question.part": N_("split off again"),
    "question.note": N_("note to the moderator"),
    "question.topic": N_("topic set to"),
    "question.on_air": N_("shown on air"),
    "answer.hand_in": N_("answer submitted"),
    "answer.give_back": N_("answer given back with a remark"),
    "answer.publish": N_("answer sent to VK"),
    "answer.withdraw": N_("answer taken back"),
}
"""Steps of the record; one that is not here is told by its own name."""

TOLD_ALREADY = frozenset({"chat.change", "chat.digest", "question.join"})
"""Steps whose words name columns and rows of the database, which tell a reader nothing."""


def state_of(question: Question) -> str:
    """How a question stands, as a message id."""
    return STATES.get(question.state, question.state)
