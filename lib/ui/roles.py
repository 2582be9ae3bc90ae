"""What each role may do, in words. Made from the matrix of permissions, for the screen and for the manual."""

from __future__ import annotations

import html

from lib.access.permissions import MATRIX, ROLES
from lib.base.language import N_, _
from lib.ui.signed_in import role_name

ABOUT = {
    "owner": N_("Everything, and people and keys."),
    "moderator": N_("Publishes, answers, moderates, runs open chats."),
    "editor": N_("Prepares posts, replies and open chats; somebody else sends them."),
    "analyst": N_("Reads and looks at figures; changes nothing."),
    "specialist": N_("Answers questions of one open chat; comes by a link."),
    "head": N_("Approves what is sent to them; comes by a link."),
}
"""Role -> a sentence about it."""

COMMANDS = {
    "post.write": N_("Write posts and keep drafts"),
    "post.publish": N_("Publish and schedule posts"),
    "post.edit": N_("Edit published posts"),
    "post.delete": N_("Delete posts and bring them back"),
    "reply.write": N_("Write replies to comments"),
    "reply.send": N_("Send replies as the community"),
    "reply.edit": N_("Edit sent replies"),
    "comment.delete": N_("Delete comments and bring them back"),
    "comment.dismiss": N_("Take comments off the feed as needing no answer"),
    "author.ban": N_("Ban authors and end bans"),
    "message.send": N_("Send messages of the community"),
    "edit.write": N_("Write the new text of an edit"),
    "guard.override": N_("Send what the guard has stopped, giving the reason"),
    "vk.confirm": N_("Pass VK’s checks"),
    "chat.prepare": N_("Prepare open chats"),
    "chat.write": N_("Write announcements and rules of open chats"),
    "chat.invite": N_("Invite specialists and take invitations back"),
    "chat.run": N_("Run open chats: open, close, hand out questions"),
    "chat.export": N_("Download reports of open chats, with names"),
    "report.make": N_("Make and download reports"),
    "report.schedule": N_("Put reports on a schedule"),
    "report.folder": N_("Choose the folder of reports"),
    "campaign.change": N_("Set up campaigns and choose their posts"),
    "figures.export": N_("Download charts and tables of figures"),
    "query.write": N_("Write questions to the data in SQL, kept while one types"),
    "question.answer": N_("Take questions of an open chat"),
    "answer.write": N_("Write answers to questions of an open chat"),
    "note.write": N_("Write internal notes"),
    "agreement.ask": N_("Ask a manager to approve a text"),
    "reach.change": N_("Change the norm of answering and the list of institutions"),
    "goal.set": N_("Set the goal for the number of subscribers"),
    "explore.ask": N_("Ask questions of the data"),
    "explore.save": N_("Save, share and pin questions"),
    "explore.names": N_("See in answers who asks, by name"),
    "people.manage": N_("Add people, change roles, block people"),
    "journal.read": N_("Read the journal of actions"),
    "keys.change": N_("Set keys and connect the community"),
    "system.check": N_("Ask for a check of everything"),
}
"""Key of the matrix -> what it allows, in words."""

_STYLE = """<style>
.pult-roles th.role { writing-mode: vertical-rl; transform: rotate(180deg); text-align: left;
  padding: .2rem .1rem .5rem; vertical-align: bottom; }
.pult-roles thead th.role { width: 2.6rem; padding: .2rem .55rem .5rem; }
.pult-roles td { text-align: center !important; width: 2.6rem; padding-right: 0 !important; }
.pult-roles td.yes { font-weight: 700; }
</style>"""


def roles_table() -> str:
    """The matrix as a piece of HTML, in the screen's language."""
    head = "".join(f'<th class="role" scope="col">{html.escape(role_name(r))}</th>' for r in ROLES)
    rows = "".join(
        f'<tr><th scope="row">{html.escape(_(COMMANDS[command]))}</th>'
        + "".join(_cell(role in roles) for role in ROLES)
        + "</tr>"
        for command, roles in MATRIX.items()
    )
    return (
        f'{_STYLE}<div class="pult-scroll"><table class="pult-can pult-roles"><thead><tr><td></td>{head}'
        f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(may: bool) -> str:
    if may:
        return f'<td class="yes" title="{html.escape(_("yes"))}">✓</td>'
    return f'<td title="{html.escape(_("no"))}"></td>'
