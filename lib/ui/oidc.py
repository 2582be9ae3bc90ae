"""`/enter/oidc` and its callback: sign-in through the organisation's own provider (OpenID Connect).

The provider says whose e-mail address it is; who has that address here gets the console's own session, as after
a password. What must come back unchanged (state, nonce, code verifier, where to go) travels in a signed cookie
of a few minutes, confined to these two addresses. The callback is a GET from another site: its state is what
proves that this browser began.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from authlib.integrations.starlette_client import OAuth, OAuthError
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from lib.access import sessions, signing
from lib.base.errors import PultError
from lib.base.language import N_, _, explain
from lib.base.settings import CALLBACK_PATH, Provider
from lib.ui import console, door_pages
from lib.ui.doors import address_of, device_of, keep, local_path, page, scheme_of
from lib.ui.language import speaking_to

COOKIE = "pult_errand"
BEGIN_PATH = "/enter/oidc"
ERRAND_SECONDS = 600
"""So long a person may take at the provider."""
PATIENCE_SECONDS = 10.0
SIGNATURES = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
"""Only those that the provider alone can make; never "none", nor one made with the secret we share."""

log = logging.getLogger("pult")


class ProviderError(PultError):
    """The sign-in came to nothing; `reason` is the word for the journal."""

    def __init__(self, words: str, *, reason: str, **values: Any) -> None:
        super().__init__(words, **values)
        self.reason = reason


async def _begin(request: Request, provider: Provider) -> Response:
    back = local_path(request.query_params.get("next", ""))
    if console.open_door():
        return RedirectResponse(back, status_code=303)
    errand: dict[str, Any] = {}
    client = _client(provider)
    try:
        answer: Response = await client.authorize_redirect(
            _with(request, errand), provider.redirect_uri
        )
    except Exception as error:
        raise _told(error, provider) from error
    answer.headers["Cache-Control"] = "no-store"
    answer.set_cookie(
        COOKIE,
        signing.signed_errand(console.settings().data, {"oidc": errand, "next": back}),
        max_age=ERRAND_SECONDS,
        path=BEGIN_PATH,
        httponly=True,
        samesite="lax",
        secure=scheme_of(request) == "https",
    )
    return answer


async def _finish(request: Request, provider: Provider) -> Response:
    brought = signing.errand_in(
        console.settings().data, request.cookies.get(COOKIE), seconds=ERRAND_SECONDS
    )
    if brought is None:
        raise ProviderError(
            N_("This sign-in was not begun in this browser, or too long ago. Begin again."),
            reason="state",
        )
    try:
        claims = await _claims(_with(request, brought["oidc"]), provider)
    except ProviderError:
        raise
    except Exception as error:
        raise _told(error, provider) from error
    token = await asyncio.to_thread(
        partial(
            sessions.sign_in_by_email,
            console.store(),
            _email(claims),
            device=device_of(request),
            now=console.now(),
        )
    )
    answer = RedirectResponse(local_path(brought["next"]), status_code=303)
    keep(answer, request, token, seconds=sessions.SESSION_SECONDS)
    return answer


async def _claims(request: Request, provider: Provider) -> dict[str, Any]:
    """What the provider vouches for, once its signature, issuer, audience, nonce and time are found good."""
    client = _client(provider)
    metadata = await client.load_server_metadata()
    offered = metadata.get("id_token_signing_alg_values_supported", [])
    metadata["id_token_signing_alg_values_supported"] = [
        one for one in SIGNATURES if one in offered
    ]
    token = await client.authorize_access_token(
        request,
        claims_options={
            "iss": {"essential": True, "value": metadata["issuer"]},
            "aud": {"essential": True, "value": provider.client_id},
        },
    )
    claims = token.get("userinfo")
    if claims is None:
        raise ProviderError(N_("The provider did not say who you are."), reason="no id_token")
    if "email" in claims or "userinfo_endpoint" not in metadata:
        return dict(claims)
    # Many providers tell the address only there, which the standard allows.
    more = await client.userinfo(token=token)
    if more.get("sub") != claims["sub"]:
        raise ProviderError(N_("The provider did not say who you are."), reason="other sub")
    return dict(more)


def _email(claims: dict[str, Any]) -> str:
    """The address that the provider stands for. Some do not say whether they checked it: it is theirs."""
    email = claims.get("email")
    if not isinstance(email, str) or not email.strip():
        raise ProviderError(
            N_("The provider did not name your e-mail address, by which people are known here."),
            reason="no e-mail",
        )
    if "email_verified" in claims and claims["email_verified"] not in (True, "true"):
        raise ProviderError(
            N_(
                "The provider has not verified your e-mail address. Verify it there and begin again."
            ),
            reason="e-mail not verified",
        )
    return email.strip()


def _client(provider: Provider) -> Any:
    # A new one each time: a provider changes its keys, and nothing of a person stays behind.
    return OAuth().register(
        "provider",
        client_id=provider.client_id,
        client_secret=provider.client_secret.reveal(),
        server_metadata_url=provider.server_metadata_url,
        client_kwargs={
            "scope": "openid email",
            "code_challenge_method": "S256",
            "timeout": PATIENCE_SECONDS,
        },
    )


def _with(request: Request, errand: dict[str, Any]) -> Request:
    """The request as Authlib wants it, with a session; a copy, so that no other session is touched."""
    return Request({**request.scope, "session": errand}, request.receive)


def _told(error: Exception, provider: Provider) -> ProviderError:
    """In plain words whatever can go wrong with an answer of others: the network, the form, the content.

    Only the kind of the error is logged: its text may hold a code or a token.
    """
    log.warning("Sign-in through the provider failed: %s", type(error).__name__)
    if isinstance(error, OAuthError) and error.error == "mismatching_state":
        return ProviderError(
            N_("This sign-in was not begun in this browser, or too long ago. Begin again."),
            reason="state",
        )
    if isinstance(error, OAuthError):
        return ProviderError(
            N_("{title} did not let you in. Begin again, or use your password."),
            reason="refused by the provider",
            title=provider.name,
        )
    if isinstance(error, JoseError):
        return ProviderError(
            N_("What {title} answered cannot be trusted. Tell the owner of the console."),
            reason=f"id_token: {type(error).__name__}",
            title=provider.name,
        )
    return ProviderError(
        N_("{title} cannot be reached now. Try later, or use your password."),
        reason="provider away",
        title=provider.name,
    )


async def _answer(
    request: Request, step: Callable[[Request, Provider], Awaitable[Response]]
) -> Response:
    """Take a step; in plain words where it came to nothing. A used cookie is good for nothing more."""
    with speaking_to(request):
        try:
            provider = console.settings().provider
            if provider is None:
                return page(door_pages.message(_("There is no such page.")), 404)
            try:
                answer = await step(request, provider)
            except (ProviderError, sessions.SignInError) as error:
                answer = await _refused(request, error)
        except PultError as error:
            return page(door_pages.message(explain(error)), 503)
        if step is _finish:
            answer.delete_cookie(COOKIE, path=BEGIN_PATH)
        return answer


async def _refused(request: Request, error: ProviderError | sessions.SignInError) -> Response:
    reason = error.reason if isinstance(error, ProviderError) else "unknown e-mail"
    await asyncio.to_thread(
        partial(
            sessions.note_refusal,
            console.store(),
            address=address_of(request),
            reason=reason,
            now=console.now(),
        )
    )
    return page(door_pages.refused(explain(error)), 403)


async def _get_begin(request: Request) -> Response:
    return await _answer(request, _begin)


async def _get_callback(request: Request) -> Response:
    return await _answer(request, _finish)


oidc_routes = [
    Route(BEGIN_PATH, _get_begin, methods=["GET"]),
    Route(CALLBACK_PATH, _get_callback, methods=["GET"]),
]
