"""OpenAI's chat JSON <-> words. Pure functions; no network, no decoding of pictures.

Unknown fields of a request are the gateway's to keep; an unknown role or content part is refused,
because a part that nobody understands is a part that nobody judged.
"""

from clearsight.wire.heard import conversation, image_urls
from clearsight.wire.sent import (
    data_url,
    ended,
    error_code,
    error_text,
    reply,
    reported,
    request_messages,
    usage,
)

__all__ = [
    "conversation",
    "data_url",
    "ended",
    "error_code",
    "error_text",
    "image_urls",
    "reply",
    "reported",
    "request_messages",
    "usage",
]
