"""Addresses of the pages."""

import secrets
from collections.abc import Sequence

from starlette.routing import Route

from clearsight.app.assist import Assist
from clearsight.app.compare import Compare
from clearsight.app.door import Door
from clearsight.app.doors import doors
from clearsight.app.house import House
from clearsight.app.keeping import Keeping
from clearsight.app.person import Person
from clearsight.app.render import static
from clearsight.app.seal import Sealer
from clearsight.app.unusable import told
from clearsight.app.wrong import Wrong


def routes(deployment: House, *, playground: bool = True, key: bytes = b"") -> Sequence[Route]:
    """Routes of all pages.

    Args:
        deployment: the server's parts.
        playground: whether `/try` is served; it shows scores and findings to everyone who can
            open it, which helps those who want to get around a guard.
        key: seals pictures between requests; share it among workers to spare a second decoding.
    """
    sealer = Sealer(key or secrets.token_bytes(32))
    door = Door(deployment, sealer, playground=playground)
    keeping = Keeping(door)
    assist = Assist(door, keeping)
    person, wrong = Person(door, assist, keeping), Wrong(door, assist, keeping)
    found = [
        Route("/", assist.empty, methods=["GET"]),
        Route("/", assist.ask, methods=["POST"]),
        Route("/answer", assist.stream, methods=["POST"]),
        Route("/key", door.enter, methods=["POST"]),
        Route("/forget", assist.forget, methods=["POST"]),
        Route("/wrong", wrong.call, methods=["POST"]),
        Route("/right", wrong.right, methods=["POST"]),
        Route("/person", person.look, methods=["GET"]),
        Route("/person", person.choose, methods=["POST"]),
        Route("/person/line", person.line, methods=["POST"]),
        Route("/person/state", person.state, methods=["GET"]),
        Route("/kept", keeping.look, methods=["GET"]),
        Route("/kept", keeping.change, methods=["POST"]),
        Route("/kept/delete", keeping.remove, methods=["POST"]),
        Route("/kept/check", keeping.check, methods=["POST"]),
        Route("/static/{name}", static, methods=["GET"]),
    ]
    found += doors(door, assist)
    if playground:
        compare = Compare(door)
        found += [
            Route("/try", compare.empty, methods=["GET"]),
            Route("/try", compare.run, methods=["POST"]),
        ]
    return told(door, found)
