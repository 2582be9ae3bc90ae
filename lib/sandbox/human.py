"""Where VK wants a person: pages for the captcha and the validation, and what passing them is worth.

The page tells its opener about a passed captcha as VK's own web widget is told: the widget listens for
messages of type "vk-sak-sdk" with the handler "VKCaptchaGetResult" and the token among its params (seen in
the published code of VK's captcha widget). A plainer form goes out too, and the address shows the token.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from html import escape
from typing import Any, Literal
from urllib.parse import urlencode

from lib.sandbox.errors import ApiFailure
from lib.sandbox.faults import Fault

LIFE = 300
"""Seconds that a session and the token of a passed one live, as documented of the captcha."""
CAPTCHA_PATH, VALIDATION_PATH = "/not_robot_captcha", "/validate"
Kind = Literal["captcha", "validation"]


@dataclass
class Session:
    """One request for a person, about one planned fault."""

    kind: Kind
    fault: Fault
    key: str | None
    method: str
    until: float
    token: str = ""
    """Of a passed captcha; empty until the button was pressed."""
    passed: bool = False


class Guard:
    """Sessions by their tokens. A passed one lets one call through."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sessions: dict[str, Session] = {}

    def ask(self, fault: Fault, *, key: str | None, method: str, now: float) -> str:
        """A new session for a call that met `fault`; answers its token."""
        kind: Kind = "captcha" if fault.kind == "captcha" else "validation"
        session_token = secrets.token_hex(24)
        with self._lock:
            self._sessions = {t: s for t, s in self._sessions.items() if s.until > now}
            self._sessions[session_token] = Session(kind, fault, key, method, now + LIFE)
        return session_token

    def find(self, session_token: str, *, now: float) -> Session | None:
        """The session while it lives."""
        session = self._sessions.get(session_token)
        return session if session is not None and session.until > now else None

    def press(self, session_token: str, *, now: float) -> str | None:
        """The button was pressed: answers the `success_token`, empty for a validation; None for no session."""
        with self._lock:
            session = self.find(session_token, now=now)
            if session is None:
                return None
            session.passed = True
            if session.kind == "captcha" and not session.token:
                session.token = secrets.token_hex(24)
                session.until = now + LIFE
            return session.token

    def passes(
        self, fault: Fault, *, key: str | None, method: str, success_token: str, now: float
    ) -> bool:
        """Whether this call is let through `fault`; what let it through is used up."""
        with self._lock:
            for name, session in self._sessions.items():
                if session.fault is not fault or session.until <= now or not session.passed:
                    continue
                if session.kind == "captcha":
                    fits = bool(success_token) and success_token == session.token
                else:
                    fits = (session.key, session.method) == (key, method)
                if fits:
                    del self._sessions[name]
                    return True
        return False


def address(kind: Kind, session_token: str, *, local_vk: str) -> str:
    """The `redirect_uri` of an error 14 or 17."""
    if kind == "validation":
        return f"{local_vk}{VALIDATION_PATH}?{urlencode({'session_token': session_token})}"
    asked = {"domain": "vk.com", "session_token": session_token, "variant": "popup", "blank": 1}
    return f"{local_vk}{CAPTCHA_PATH}?{urlencode(asked)}"


def refused(kind: Kind, redirect_uri: str, *, legacy: bool = False) -> ApiFailure:
    """Error 14 as documented since 2025, or 17; `legacy` adds to 14 what came with the old picture."""
    extra: dict[str, Any] = {"redirect_uri": redirect_uri}
    if kind == "validation":
        return ApiFailure(17, extra=extra)
    extra["remixstlid"] = 9069780796616521905
    if legacy:
        extra |= {
            "captcha_sid": "239633676097",
            "captcha_img": "https://api.vk.com/captcha.php?sid=239633676097",
            "captcha_ts": 1760000000.0,
            "captcha_attempt": 1,
            "captcha_ratio": 2.6,
            "is_refresh_enabled": True,
            "is_sound_captcha_available": False,
        }
    return ApiFailure(14, extra=extra)


_PAGE = """<!doctype html>
<html lang="ru"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; background: #edeef0; color: #222;
  font: 16px/1.5 system-ui, sans-serif; }}
main {{ max-width: 26rem; margin: 1rem; padding: 2rem; background: #fff; border-radius: 12px; }}
h1 {{ margin: 0 0 .5rem; font-size: 1.25rem; }}
.note {{ color: #5c6370; font-size: .875rem; }}
button {{ width: 100%; padding: .75rem; border: 0; border-radius: 8px; background: #07f; color: #fff;
  font: inherit; cursor: pointer; }}
code {{ overflow-wrap: anywhere; }}
@media (prefers-color-scheme: dark) {{
  body {{ background: #141414; color: #e1e3e6; }}
  main {{ background: #222; }}
  .note {{ color: #a0a4ab; }}
}}
</style></head><body><main>
<h1>{title}</h1>
{body}
<p class="note">Это репетиция: страницу показывает локальный VK на вашем компьютере, а не настоящий VK.</p>
</main>{script}</body></html>"""

_TITLES: dict[Kind, str] = {
    "captcha": "Подтвердите, что вы не робот",
    "validation": "Подтвердите вход",
}
_BUTTONS: dict[Kind, str] = {"captcha": "Я не робот", "validation": "Подтвердить"}


def question(kind: Kind) -> str:
    """The page with its one button."""
    body = f'<form method="post"><button type="submit">{_BUTTONS[kind]}</button></form>'
    return _PAGE.format(title=_TITLES[kind], body=body, script="")


def thanks(kind: Kind, token: str) -> str:
    """The page after the press; that of a captcha hands its token on."""
    if kind == "validation":
        body = "<p>Спасибо. Вернитесь туда, откуда пришли: повторённое действие пройдёт.</p>"
        return _PAGE.format(title="Готово", body=body, script="")
    body = (
        "<p>Спасибо. Вернитесь туда, откуда пришли. Если там ждут адрес этой страницы, "
        "скопируйте его целиком из адресной строки.</p>"
    )
    body += f'<p class="note">Код подтверждения: <code>{escape(token)}</code></p>'
    script = f"""<script>
const params = {{token: "{token}"}};
location.hash = "success_token=" + params.token;
for (const other of new Set([window.opener, window.parent])) {{
  if (!other || other === window) continue;
  other.postMessage({{type: "vk-sak-sdk", handler: "VKCaptchaGetResult", params}}, "*");
  other.postMessage({{type: "VKCaptchaGetResult", payload: params}}, "*");
}}
</script>"""
    return _PAGE.format(title="Готово", body=body, script=script)


def gone() -> str:
    """The page of a session that is over or never was."""
    body = "<p>Ссылка устарела. Повторите действие: придёт новая.</p>"
    return _PAGE.format(title="Время вышло", body=body, script="")
