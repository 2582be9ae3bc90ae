"""The plain pages before Streamlit: sign in, first owner, invitation, leaving, a message. Strings of HTML."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

from lib.access.passwords import SHORTEST
from lib.base.language import _, language

_CSS = """
:root { color-scheme: light dark; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
  font: 16px/1.5 "Source Sans", "Segoe UI", system-ui, sans-serif;
  background: light-dark(#eef3f6, #0c1318); color: light-dark(#17242e, #e4ecf1); }
main { width: 100%; max-width: 25rem; padding: 2rem 1.75rem; border-radius: 12px;
  background: light-dark(#fff, #16212a); border: 1px solid light-dark(#cfdae2, #31434f); }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; }
p { margin: 0 0 1rem; color: light-dark(#41525f, #b4c4cf); }
label { display: block; margin: .9rem 0 .25rem; font-weight: 600; font-size: .95rem; }
input { width: 100%; padding: .6rem .7rem; font: inherit; border-radius: 8px; color: inherit;
  background: light-dark(#fbfcfd, #10181e); border: 1px solid light-dark(#9fb2bf, #4a5f6d); }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 2px solid light-dark(#0b5c8a, #5aaedb);
  outline-offset: 2px; }
button { width: 100%; min-height: 3rem; margin-top: 1.4rem; padding: .65rem; border: 0; border-radius: 8px;
  font: inherit; font-weight: 600; color: #fff;
  background: light-dark(#0b5c8a, #2479a8); cursor: pointer; }
button:hover { filter: brightness(1.1); }
button.second, a.second { margin-top: .7rem; color: inherit; background: none;
  border: 1px solid light-dark(#9fb2bf, #4a5f6d); }
a.second { display: block; padding: .75rem; border-radius: 8px; text-align: center; text-decoration: none;
  font-weight: 600; overflow-wrap: anywhere; }
textarea { width: 100%; padding: .6rem .7rem; font: inherit; border-radius: 8px; color: inherit;
  resize: vertical;
  background: light-dark(#fbfcfd, #10181e); border: 1px solid light-dark(#9fb2bf, #4a5f6d); }
textarea:focus-visible { outline: 2px solid light-dark(#0b5c8a, #5aaedb); outline-offset: 2px; }
blockquote { margin: 0 0 1rem; padding: .2rem 0 .2rem .9rem; white-space: pre-wrap; overflow-wrap: anywhere;
  border-left: 3px solid light-dark(#0b5c8a, #5aaedb); }
.problem { padding: .6rem .8rem; border-radius: 8px; margin: .5rem 0 0;
  background: light-dark(#fdeceb, #3a1a18); color: light-dark(#8c1d18, #f5b5ae);
  border: 1px solid light-dark(#f0c3bf, #6b2f2a); }
.small { margin: .3rem 0 0; font-size: .88rem; }
a { color: light-dark(#0b5c8a, #7cc0e6); }
"""


def sign_in(*, back: str, name: str, problem: str | None, provider: str = "") -> str:
    """The form; with `provider`, the name of the organisation's own sign-in, also the way to that."""
    return _page(
        _("Signing in"),
        _paragraph(_("The console of the community")),
        _problem(problem),
        _form(
            "/enter",
            _hidden("next", back),
            _name(name, autofocus=not name),
            _password("password", _("Password"), known=True, autofocus=bool(name)),
            _button(_("Sign in")),
        ),
        _elsewhere(provider, back) if provider else "",
        _small(_("If you answer in an open chat by a link, ask the moderator for a new one.")),
    )


def first_owner(*, back: str, name: str, problem: str | None, code: bool) -> str:
    """The form that makes the owner; with `code` the person must read it in the console's log."""
    return _page(
        _("Become the owner"),
        _paragraph(
            _("Nobody can sign in yet. The owner manages keys and people; more people come later.")
        ),
        _problem(problem),
        _form(
            "/enter",
            _hidden("next", back),
            _hidden("new_owner", "1"),
            _name(name, autofocus=True),
            _password("password", _("Password"), known=False),
            _paragraph(
                _("At least {n} characters; a few unrelated words are best.", n=SHORTEST), "small"
            ),
            _password("again", _("The password again"), known=False),
            _input("code", _("The code from the log of the console")) if code else "",
            _button(_("Create and sign in")),
        ),
    )


def invitation(name: str) -> str:
    """One button: a preview of a messenger opens the page and presses nothing."""
    return _page(
        _("Open chat"),
        _paragraph(_("{name}, you are invited to answer citizens’ questions.", name=name)),
        _paragraph(
            _(
                "No password and no VK account are needed. This browser will remember you until the"
                " chat is over."
            )
        ),
        _form("", _button(_("Sign in"))),
    )


def agreement(name: str, text: str, *, asked_by: str, problem: str | None) -> str:
    """The text as it would go out, and the two answers. Opening the page answers nothing."""
    return _page(
        _("For your approval"),
        _paragraph(_("{name}, this text is to be published by the community.", name=name)),
        f"<blockquote>{html.escape(text)}</blockquote>",
        _paragraph(_("Sent by {name}.", name=asked_by), "small"),
        _problem(problem),
        _form("", _hidden("agreed", "1"), _button(_("Approve"))),
        _form(
            "",
            f'<label for="remark">{html.escape(_("Or say what should be different"))}</label>'
            '<textarea id="remark" name="remark" rows="4" maxlength="1000" required></textarea>',
            _button(_("Return with this remark"), "second"),
        ),
    )


def answered(*, agreed: bool, text: str, when: str) -> str:
    """What the head has answered, for whoever opens the link again."""
    word = _("You have approved this text.") if agreed else _("You have returned this text.")
    return _page(
        _("For your approval"),
        _paragraph(f"{word} {when}"),
        f"<blockquote>{html.escape(text)}</blockquote>",
    )


def leave() -> str:
    """The page that asks before one is signed out."""
    return _page(
        _("Sign out?"),
        _paragraph(_("What you typed is kept.")),
        _form("/leave", _button(_("Sign out"))),
        _back(),
    )


def message(text: str) -> str:
    """Something went otherwise than hoped; `text` in plain words."""
    return _page(_("Pult"), _problem(text), _back())


def refused(text: str) -> str:
    """A sign-in elsewhere came to nothing; `text` in plain words."""
    again = f'<p class="small"><a href="/enter">{html.escape(_("Back to signing in"))}</a></p>'
    return _page(_("Signing in"), _problem(text), again)


def not_yet(text: str) -> str:
    """The same for what passes by itself: the page asks again every few seconds."""
    return _page(_("Pult"), _problem(text), again=True)


def device(agent: str) -> str:
    """A browser's name for a person: "Chrome, Android"."""
    browsers = (("YaBrowser", "Yandex"), ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"),
                ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
    systems = ("Windows", "Android", "iPhone", "iPad", "Mac OS X", "Linux")
    found = [
        next((name for word, name in browsers if word in agent), ""),
        next((name for name in systems if name in agent), ""),
    ]
    return (
        ", ".join(part for part in found if part) or re.sub(r"[^\w ./()-]", "", agent)[:60] or "?"
    )


def _page(title: str, *body: str, again: bool = False) -> str:
    refresh = '<meta http-equiv="refresh" content="2">' if again else ""
    return (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex">{refresh}<link rel="icon" href="data:,">'
        f"<title>{html.escape(title)}</title><style>{_CSS}</style></head>"
        f"<body><main><h1>{html.escape(title)}</h1>{''.join(body)}</main></body></html>"
    )


def _paragraph(text: str, look: str = "") -> str:
    return f'<p class="{look}">{html.escape(text)}</p>'


def _problem(text: str | None) -> str:
    return f'<p class="problem" role="alert">{html.escape(text)}</p>' if text else ""


def _back() -> str:
    return f'<p class="small"><a href="/">{html.escape(_("Back to the console"))}</a></p>'


def _elsewhere(provider: str, back: str) -> str:
    words = html.escape(_("Sign in with {title}", title=provider))
    return f'<a class="second" href="/enter/oidc?next={quote(back, safe="")}">{words}</a>'


def _form(action: str, *fields: str) -> str:
    where = f' action="{action}"' if action else ""
    return f'<form method="post"{where}>{"".join(fields)}</form>'


def _small(text: str) -> str:
    return f'<p class="small">{html.escape(text)}</p>'


def _button(text: str, look: str = "") -> str:
    return f'<button class="{look}">{html.escape(text)}</button>'


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{html.escape(value, quote=True)}">'


def _name(value: str, *, autofocus: bool) -> str:
    return _input(
        "name", _("Your name"), value, f'autocomplete="username"{" autofocus" if autofocus else ""}'
    )


def _password(name: str, label: str, *, known: bool, autofocus: bool = False) -> str:
    kind = "current" if known else "new"
    more = f'type="password" autocomplete="{kind}-password"{" autofocus" if autofocus else ""}'
    return _input(name, label, "", more)


def _input(name: str, label: str, value: str = "", more: str = 'autocomplete="off"') -> str:
    return (
        f'<label for="{name}">{html.escape(label)}</label>'
        f'<input id="{name}" name="{name}" value="{html.escape(value, quote=True)}" {more}'
        ' maxlength="256" required>'
    )
