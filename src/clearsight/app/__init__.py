"""Pages for people: ask about a photo at `/`, compare models and policies at `/try`.

    Starlette(routes=[*routes(deployment)])

Every flow works as a plain form. Nothing of a visitor is kept between requests: picture and
conversation travel in the form, sealed, so that any worker can go on with any conversation.
"""

from clearsight.app.messenger import messenger_of
from clearsight.app.routes import routes

__all__ = ["messenger_of", "routes"]
