"""What makes the page one that can be installed and shared to, and how a phone trusts it."""

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from clearsight.app import ward
from clearsight.app.form import Form, FormError
from clearsight.app.render import version, words_of
from clearsight.app.shown import Shown, failed
from clearsight.app.staff import Staff
from clearsight.app.talk import Asked, read_asked
from clearsight.errors import IngestError
from clearsight.people.tries import SHARE

if TYPE_CHECKING:
    from clearsight.app.assist import Assist

CERTIFICATE = "application/x-x509-ca-cert"


class Install:
    """Handlers of /manifest.webmanifest, /share, /trust and the certificate below it."""

    def __init__(self, staff: Staff, assist: "Assist") -> None:
        self._staff, self._assist, self._house = staff, assist, staff.door.house

    async def manifest(self, request: Request) -> Response:
        """GET /manifest.webmanifest (W3C Web Application Manifest; Web Share Target, level 2)."""
        language = words_of(request)
        icons = [
            {"src": f"/static/icon-{size}.png?v={version()}", "sizes": f"{size}x{size}",
             "type": "image/png", "purpose": purpose}
            for size, purpose in ((192, "any"), (512, "any"), (512, "maskable"))
        ]  # fmt: skip
        found = {
            "id": "/", "name": language["brand"], "short_name": language["brand"],
            "description": language["lead"], "lang": language.code, "dir": language.direction,
            "start_url": f"/?lang={language.code}", "scope": "/", "display": "standalone",
            "background_color": "#f3f6f5", "theme_color": "#00595c", "icons": icons,
            "share_target": {
                "action": f"/share?lang={language.code}", "method": "POST",
                "enctype": "multipart/form-data",
                "params": {"text": "question", "files": [
                    {"name": "photo", "accept": ["image/*"]},
                ]},
            },
        }  # fmt: skip
        return JSONResponse(found, 200, ward.HEADERS, "application/manifest+json")

    async def share(self, request: Request) -> Response:
        """POST /share: the photo from a share sheet, in the form; nothing is asked yet.

        The sheet cannot send our token, so nothing happens here that a token would guard: the
        photo is decoded and shown to who sent it. Another site cannot do even that. The sheet is
        no site, so some browsers say "null" of it; without TLS they say nothing else of a site.
        """
        sheet = request.headers.get("origin") == "null"
        fetched = request.headers.get("sec-fetch-site", "none") in ("none", "same-origin")
        if not fetched or (not sheet and ward.from_elsewhere(request)):
            return await self._assist.page(
                request, Shown(state="error", problem="error_share"), status=403
            )
        refused = await self._staff.door.at_door(request)
        if refused is not None:
            return refused
        form = Form({}, {})
        try:
            await self._staff.may_try(request, SHARE)
            form = await self._staff.door.read(request)
            self._house.as_tenant(f"share:{ward.new_token()}")
            asked = await read_asked(form, self._house, self._staff.door.sealer)
        except (FormError, IngestError) as error:
            shown = failed(form, error, self._staff.door.sealer)
            return await self._assist.page(request, shown, status=400)
        return await self._assist.page(request, self._shared(asked))

    def _shared(self, asked: Asked) -> Shown:
        kept = self._assist.teller.keep((asked.picture,), ())
        return Shown(state="shared", kept=kept, pending=asked.question)

    async def trust(self, request: Request) -> Response:
        """GET /trust: how a phone comes to trust the certificate of this home."""
        authority = self._house.settings.doors.authority
        if authority is None:
            return self._staff.page(
                request, "told.html", status=404, title="title_trust", text="trust_none"
            )
        from clearsight.deployment.https import fingerprint_of

        return self._staff.page(request, "trust.html", fingerprint=fingerprint_of(authority))

    async def certificate(self, request: Request) -> Response:
        """GET /trust/authority.crt: the certificate, which is no secret."""
        authority = self._house.settings.doors.authority
        if authority is None:
            return self._staff.page(
                request, "told.html", status=404, title="title_trust", text="trust_none"
            )
        headers = ward.PRIVATE | {"Content-Disposition": "attachment; filename=clearsight-home.crt"}
        return Response(authority.read_bytes(), 200, headers, CERTIFICATE)
