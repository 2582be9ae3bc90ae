"""VK wants a person: one notice over all pages, with the page to open and a way to answer.

A captcha of 2026 answers by a message to the window that opened it: `{type: "VKCaptchaGetResult", payload:
{token}}`; VK's own widget says `{handler, params}` for the same. Either is believed only from the window that
was opened, and only from the origin of its address.
"""

from __future__ import annotations

import html
from urllib.parse import urlsplit

import streamlit as st

from lib.base.errors import PultError
from lib.base.language import _, explain, ngettext
from lib.outbox import humans
from lib.outbox.humans import Need
from lib.ui import console, safe
from lib.ui.rights import may

TROUBLE = "human.trouble"
VK_HOSTS = ("vk.com", "vk.ru")

_JS = """
const opened = new WeakMap()

function tokenIn(message) {
  let body = message
  if (typeof body === "string") {
    try { body = JSON.parse(body) } catch { return "" }
  }
  if (!body || typeof body !== "object") return ""
  if (body.type !== "VKCaptchaGetResult" && body.handler !== "VKCaptchaGetResult") return ""
  const told = body.payload || body.params || {}
  return typeof told.token === "string" ? told.token : ""
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const button = parentElement.querySelector("button")
  let one = opened.get(parentElement)
  if (!one) {
    one = { page: null }
    opened.set(parentElement, one)
    one.hear = event => {
      if (!one.page || event.source !== one.page || event.origin !== one.data.origin) return
      const token = tokenIn(event.data)
      if (!token) return
      one.page.close()
      one.page = null
      one.fire("passed", token)
    }
    window.addEventListener("message", one.hear)
    button.addEventListener("click", () => {
      one.page = window.open(one.data.link, "pult_human", "popup,width=520,height=680")
      if (!one.page) window.open(one.data.link, "_blank")
    })
  }
  one.data = data
  one.fire = setTriggerValue
  button.textContent = data.label
  return () => window.removeEventListener("message", one.hear)
}
"""

_CSS = """
button { font: 600 1rem var(--st-font); padding: .4rem 1rem; border-radius: var(--st-button-radius, 8px);
  border: 0; cursor: pointer; color: #fff; background: var(--st-primary-color); }
button:hover { filter: brightness(1.1); }
button:focus-visible { outline: 3px solid color-mix(in srgb, var(--st-primary-color) 50%, transparent); }
"""

_component = st.components.v2.component(
    "pult_human", html='<button type="button"></button>', css=_CSS, js=_JS
)


def human_notice() -> None:
    """Draw what VK wants of a person who may do it; else nothing."""
    found, waiting = asked()
    if found and may("vk.confirm"):
        for need in found:
            _notice(need, waiting)


def asked() -> tuple[list[Need], int]:
    """What VK wants of a person now, and how many actions wait for that. Raises `StoreError`."""
    with console.store().reader() as db:
        found = humans.needs(db)
        return found, humans.waiting(db) if found else 0


def _notice(need: Need, waiting: int) -> None:
    with st.container(border=True, key=f"human_{need.key}", gap="small"):
        st.html(
            f'<div class="pult-banner bad" role="alert"><b>{html.escape(_title(need))}</b>'
            f"<span>{html.escape(_about(need, waiting))}</span></div>"
        )
        match need.form:
            case "captcha" | "page":
                _page(need)
            case "picture":
                _picture(need)
            case "confirmation":
                st.html(f'<div class="pult-body">{safe.html_text(need.confirmation or "")}</div>')
                _button(need, "done", _("Confirm"), primary=True)
        if trouble := st.session_state.get(TROUBLE):
            st.error(safe.label(str(trouble), 400))


def _title(need: Need) -> str:
    if need.form == "confirmation":
        return _("VK asks to confirm an action")
    if need.form == "page":
        return _("VK asks to confirm the account")
    return _("VK asks whether you are a person")


def _about(need: Need, waiting: int) -> str:
    names = {
        "community": _("with the key of the community"),
        "service": _("with the service key"),
        "user": _("with the key of the user"),
    }
    told = _("The work {key} waits for it and goes on by itself afterwards.", key=names[need.key])
    if not waiting:
        return told
    count = ngettext("{n} action is waiting.", "{n} actions are waiting.", waiting)
    return f"{told} {count}"


def _page(need: Need) -> None:
    origin = _origin(need.link)
    if need.link is None or origin is None:
        st.caption(_("Open VK in this browser and follow what it asks, then press “Done”."))
        if need.link:
            st.code(safe.one_line(need.link, 500))
    elif need.form == "captcha":
        _component(
            key=f"human_open_{need.key}",
            data={"link": need.link, "origin": origin, "label": _("Open the check")},
            height="content",
            on_passed_change=lambda: _passed(need),
        )
    else:
        st.link_button(_("Open VK"), need.link, icon=":material/open_in_new:", type="primary")
    if need.form == "page":
        _button(need, "done", _("Done"))
        return
    with st.expander(_("The check was passed, but nothing happens")):
        _field(need, _("Address of the page after the check"))
        if need.link and origin:
            st.link_button(_("Open in a tab"), need.link, icon=":material/open_in_new:")
        _button(need, "renew", _("Get a new link"))


def _picture(need: Need) -> None:
    address = safe.image_address(need.picture)
    if address:
        st.html(f'<img src="{address}" alt="{html.escape(_("The picture of VK"))}" height="80">')
    _field(need, _("Word in the picture"))
    _button(need, "renew", _("Get another picture"))


def _field(need: Need, label: str) -> None:
    key = f"human_said_{need.key}"
    with st.form(f"human_form_{need.key}", border=False, clear_on_submit=True):
        st.text_input(label, key=key, autocomplete="off")
        st.form_submit_button(
            _("Send the answer"),
            on_click=lambda: _answer(need, "passed", str(st.session_state.get(key) or "")),
        )


def _button(need: Need, how: humans.Answer, word: str, *, primary: bool = False) -> None:
    st.button(
        word,
        key=f"human_{how}_{need.key}",
        type="primary" if primary else "secondary",
        on_click=_answer,
        args=(need, how),
    )


def _passed(need: Need) -> None:
    token = (st.session_state.get(f"human_open_{need.key}") or {}).get("passed")
    if token:
        _answer(need, "passed", str(token))


def _answer(need: Need, how: humans.Answer, said: str = "") -> None:
    st.session_state.pop(TROUBLE, None)
    try:
        with console.store().writer() as db:
            humans.answer(db, need, how, said=said, actor=console.actor(), now=console.now())
    except PultError as error:
        st.session_state[TROUBLE] = explain(error)


def _origin(link: str | None) -> str | None:
    """The origin of the page, where it is VK's, or the local VK's in a rehearsal; else None."""
    parts = urlsplit(link or "")
    host = parts.hostname or ""
    origin = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme == "https" and any(host == vk or host.endswith(f".{vk}") for vk in VK_HOSTS):
        return origin
    settings = console.settings()
    local = urlsplit(settings.vk_url)
    if settings.rehearsal and parts.scheme == "http" and parts.port == local.port:
        return origin if host in {"127.0.0.1", "localhost"} else None
    return None
