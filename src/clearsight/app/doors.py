"""Addresses of the pages by which people get in: accounts, cohorts, installing, trust at home."""

from starlette.routing import Route

from clearsight.app.account import Account
from clearsight.app.assist import Assist
from clearsight.app.door import Door
from clearsight.app.install import Install
from clearsight.app.joining import Joining
from clearsight.app.signin import SignIn
from clearsight.app.staff import Staff
from clearsight.app.steering import Steering


def doors(door: Door, assist: Assist) -> list[Route]:
    """Their routes."""
    staff = Staff(door)
    sign_in, account = SignIn(staff), Account(staff)
    joining, steering, install = Joining(staff), Steering(staff), Install(staff, assist)
    return [
        Route("/sign-in", sign_in.show, methods=["GET"]),
        Route("/sign-in", sign_in.ask, methods=["POST"]),
        Route("/sign-in/sent", sign_in.sent, methods=["GET"]),
        Route("/sign-in/link", sign_in.link, methods=["GET"]),
        Route("/sign-in/link", sign_in.by_link, methods=["POST"]),
        Route("/sign-in/passkey", sign_in.by_passkey, methods=["POST"]),
        Route("/sign-in/passkey/offer", sign_in.offer, methods=["POST"]),
        Route("/invitation", sign_in.invitation, methods=["GET"]),
        Route("/invitation", sign_in.accept, methods=["POST"]),
        Route("/sign-out", sign_in.out, methods=["POST"]),
        Route("/account", account.show, methods=["GET"]),
        Route("/account/end", account.end, methods=["POST"]),
        Route("/account/passkey", account.add, methods=["POST"]),
        Route("/account/passkey/offer", account.offer, methods=["POST"]),
        Route("/account/passkey/remove", account.remove, methods=["POST"]),
        Route("/join", joining.show, methods=["GET"]),
        Route("/join", joining.join, methods=["POST"]),
        Route("/member", joining.member, methods=["GET"]),
        Route("/leave", joining.leave, methods=["POST"]),
        Route("/cohorts", steering.show, methods=["GET"]),
        Route("/cohorts", steering.change, methods=["POST"]),
        Route("/manifest.webmanifest", install.manifest, methods=["GET"]),
        Route("/share", install.share, methods=["POST"]),
        Route("/trust", install.trust, methods=["GET"]),
        Route("/trust/authority.crt", install.certificate, methods=["GET"]),
    ]
