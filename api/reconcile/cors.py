"""Who may read `/reconcile` from a web page: pages of this machine, and those of origins that the settings name.

OpenRefine's page is served from this machine (http://127.0.0.1:3333). Any page on the web can reach a server on the
loopback address of whoever looks at it, and names out of unpublished media are nobody else's business: so `*` only
where a setting says it.
"""

from __future__ import annotations

import re
from typing import Final

from fastapi import Request
from fastapi.responses import Response

from api.settings import Settings, SettingsError

_LOOPBACK: Final = re.compile(r"https?://(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?")
_ORIGIN: Final = re.compile(r"https?://[a-zA-Z0-9.\-\[\]:]+")
_FRAMED_BY: Final = "'self' http://127.0.0.1:* http://localhost:*"


class Origins:
    """The origins that may read; `*` where all may."""

    def __init__(self, settings: Settings) -> None:
        """Read the setting; raises `SettingsError` for what is no origin."""
        self._named = frozenset(o.rstrip("/") for o in re.split(r"[,\s]+", settings.reconcile_origins.strip()) if o)
        for origin in self._named - {"*"}:
            if not _ORIGIN.fullmatch(origin):
                rule = "is no origin such as https://refine.example.org, nor *"
                raise SettingsError(f"setting reconcile_origins holds {origin!r}, which {rule}")

    def headers(self, request: Request) -> dict[str, str]:
        """Return the headers by which a browser lets a page of another origin read an answer; none for others."""
        origin = request.headers.get("origin", "")
        if "*" in self._named:
            return {"Access-Control-Allow-Origin": "*"}
        if origin in self._named or _LOOPBACK.fullmatch(origin):
            return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
        return {"Vary": "Origin"}

    def preflight(self, request: Request) -> Response:
        """Return the answer to a browser that asks before it sends (Fetch standard, CORS protocol)."""
        allowed = self.headers(request)
        if "Access-Control-Allow-Origin" in allowed:
            allowed |= {
                "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
                "Access-Control-Allow-Headers": "Content-Type, Accept",
                "Access-Control-Max-Age": "3600",
            }
        return Response(status_code=204, headers=allowed)

    @property
    def frame_ancestors(self) -> str:
        """Whose pages may show a preview in a frame, as the CSP directive has it."""
        return "*" if "*" in self._named else " ".join((_FRAMED_BY, *sorted(self._named)))


def is_shared(request: Request) -> bool:
    """Say whether a path is one that other origins may read."""
    return request.url.path == "/reconcile" or request.url.path.startswith("/reconcile/")
