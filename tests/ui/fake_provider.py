"""A small OpenID provider on loopback: metadata, sign-in, tokens, keys, and whatever a test spoils in them."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import uvicorn
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

CLIENT, CLIENT_SECRET = "pult-console", "provider-secret-0123456789"


@dataclass
class Fake:
    """What the provider says; a test changes it before the person arrives."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    """Over the good ones; None takes a claim away."""
    only_in_userinfo: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    offered: list[str] = field(default_factory=lambda: ["RS256"])
    status: int = 200
    """Of the token address."""
    key: Any = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    published: Any = None
    """The key that others are given; the real one where None."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens_given: int = 0

    def go(self, url: str) -> dict[str, str]:
        """Sign in at the address the person was sent to; what is brought back to the console."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        code = secrets.token_urlsafe(12)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.address,
            "sub": "77",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "email": "olga@example.ru",
            "email_verified": True,
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": "one"}
        if self.algorithm == "none":
            return ".".join([*(_part(one) for one in (header, claims)), ""])
        key = OctKey.import_key(CLIENT_SECRET) if self.algorithm == "HS256" else self.key
        return jwt.encode(header, claims, key, algorithms=[self.algorithm])


def _part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def app_of(fake: Fake) -> Starlette:
    async def metadata(_request: Request) -> Response:
        found = {
            "issuer": fake.address,
            "authorization_endpoint": f"{fake.address}/authorize",
            "token_endpoint": f"{fake.address}/token",
            "jwks_uri": f"{fake.address}/keys",
            "id_token_signing_alg_values_supported": fake.offered,
        }
        if fake.only_in_userinfo:
            found["userinfo_endpoint"] = f"{fake.address}/userinfo"
        return JSONResponse(found)

    async def keys(_request: Request) -> Response:
        key = fake.published or fake.key
        return JSONResponse({"keys": [key.as_dict(private=False)]})

    async def token(request: Request) -> Response:
        if fake.status != 200:
            return Response("secret words of the provider", fake.status)
        form = await request.form()
        # A code is good once, and only with the verifier of whoever began.
        asked = fake.codes.pop(str(form.get("code")), None)
        verifier = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
        basic = base64.b64encode(f"{CLIENT}:{CLIENT_SECRET}".encode()).decode()
        good = (
            asked is not None
            and asked["code_challenge"] == challenge
            and asked["code_challenge_method"] == "S256"
            and asked["redirect_uri"] == form.get("redirect_uri")
            and request.headers.get("authorization") == f"Basic {basic}"
        )
        if not good or asked is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        fake.tokens_given += 1
        return JSONResponse(
            {"access_token": "access-1", "token_type": "Bearer", "id_token": fake.id_token(asked)}
        )

    async def userinfo(request: Request) -> Response:
        assert request.headers["authorization"] == "Bearer access-1"
        return JSONResponse(fake.only_in_userinfo)

    return Starlette(
        routes=[
            Route("/.well-known/openid-configuration", metadata),
            Route("/keys", keys),
            Route("/token", token, methods=["POST"]),
            Route("/userinfo", userinfo),
        ]
    )


@contextmanager
def provider() -> Iterator[Fake]:
    """The provider, as long as it is needed."""
    fake = Fake()
    server = uvicorn.Server(
        uvicorn.Config(app_of(fake), port=0, log_config=None, access_log=False, lifespan="off")
    )
    thread = Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        fake.address = f"http://127.0.0.1:{port}"
        yield fake
    finally:
        server.should_exit = True
        thread.join()
