"""The figures of a campaign in words: names, how each is counted, what is missing and why. Message ids."""

from __future__ import annotations

from lib.base.language import N_
from lib.campaigns.figures import LEAST_POSTS, Figures
from lib.paper.figures import COUNT, SHARE, Measure, Remark


def measures(figures: Figures) -> list[Measure]:
    """The figures in words, in the order they are read."""
    return [
        Measure(
            N_("Posts"), COUNT, len(figures.posts),
            N_("published posts with the hashtag since the beginning, and those put in by hand"),
        ),
        Measure(
            N_("Reach of the posts, added up"), COUNT, figures.reach.total,
            N_("VK's stats.getPostReach; whoever saw two posts counts twice"),
        ),
        Measure(
            N_("Reach of a post, median"), COUNT, figures.reach_median,
            N_("half of the measured posts reached no more people"),
        ),
        Measure(
            N_("Usual reach of a post"), COUNT, figures.usual_reach,
            N_("median over the other posts, from 90 days before the campaign until its end"),
        ),
        Measure(
            N_("Views"), COUNT, figures.views.total,
            N_("VK's counters of the posts, added up; views are showings, not people"),
        ),
        Measure(
            N_("Reactions"), COUNT, figures.reactions.total, N_("likes + reposts + comments of the posts")
        ),
        Measure(
            N_("Reactions to a post, median"), COUNT, figures.reactions_median,
            N_("half of the posts had no more likes, reposts and comments"),
        ),
        Measure(
            N_("Usual reactions to a post"), COUNT, figures.usual_reactions,
            N_("median over the other posts, from 90 days before the campaign until its end"),
        ),
        Measure(N_("Comments"), COUNT, figures.comments.total, N_("VK's counters of the posts, added up")),
        Measure(N_("Reposts"), COUNT, figures.reposts.total, N_("VK's counters of the posts, added up")),
        Measure(
            N_("Reposts by other communities"), COUNT, figures.neighbour_reposts,
            N_("those that VK shows (wall.getReposts); there may be more"),
        ),
        Measure(
            N_("Share of reposts by other communities"), SHARE, figures.neighbour_share,
            N_("reposts by other communities ÷ all reposts that VK counted; not less than this"),
        ),
        Measure(
            N_("Posts of others with the hashtag"), COUNT,
            figures.tagged,
            N_("posts of other communities that VK's search finds (newsfeed.search)"),
        ),
        Measure(
            N_("Communities that took part"), COUNT, figures.neighbours,
            N_("different communities among those that shared our posts or wrote their own"),
        ),
    ]  # fmt: skip


def missing(figures: Figures) -> list[Remark]:
    """What is not in the figures, and why."""
    posts, found = len(figures.posts), []
    if figures.campaign.closed_at is None:
        found.append(Remark(N_("The campaign goes on: the figures may still change.")))
    if not posts:
        found.append(Remark(N_("There are no posts in the campaign yet.")))
    for name, known in (
        (N_("Reach is measured for {known} of {all} posts: VK gives it for the 300 newest posts, "
"and only to a user key."), figures.reach.known),
        (N_("Views are known of {known} of {all} posts."), figures.views.known),
        (N_("Reactions are known of {known} of {all} posts."), figures.reactions.known),
    ):  # fmt: skip
        if known < posts:
            found.append(Remark(name, {"known": known, "all": posts}))
    if posts and figures.usual_reach is None:
        found.append(
            Remark(
                N_("What reach is usual is not known: fewer than {n} other posts are measured."),
                {"n": LEAST_POSTS},
            )
        )
    if figures.reposts_unread:
        found.append(
            Remark(
                N_("Who shared the posts is not read yet for {n} of them."),
                {"n": figures.reposts_unread},
            )
        )
    hidden = (figures.reposts.total or 0) - figures.reposts_shown
    if hidden > 0 and not figures.reposts_unread:
        found.append(Remark(N_("VK does not show who made {n} of the reposts."), {"n": hidden}))
    if figures.campaign.hashtag is None:
        found.append(
            Remark(N_("The campaign has no hashtag, so posts of others cannot be looked for."))
        )
    elif not figures.tag_asked:
        found.append(Remark(N_("Posts of others with the hashtag were not looked for yet.")))
    elif figures.tag_cut_at is not None:
        found.append(
            Remark(N_("VK's search does not reach back to the beginning of the campaign: older posts of"
                      " others are missing."))
        )  # fmt: skip
    return found
