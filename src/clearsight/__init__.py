"""Clearsight: the system around a vision-language model, complete and open.

A Conversation goes to a Model and a Reply comes back; a Guard is a Model that wraps a Model.

    import asyncio, clearsight
    guard = clearsight.guarded("describer")
    picture = clearsight.open_image("photo.jpg")
    reply = asyncio.run(guard.reply(clearsight.user("What is this?", picture)))
    print(reply.text)
"""

from typing import TYPE_CHECKING, Any

from clearsight.content import Conversation, Image, Message, Text, said, user
from clearsight.errors import ClearsightError
from clearsight.guard import Guard
from clearsight.policy import Policy
from clearsight.reading import Reading
from clearsight.registry import get_detectors, get_model
from clearsight.roles import Detector, Means, Model, Reader
from clearsight.verdict import Delta, Finding, Refusal, Reply, Trace, Verdict

if TYPE_CHECKING:
    from clearsight.build import guarded
    from clearsight.ingest import open_image
    from clearsight.senses import Senses

__version__ = "0.1.0"

__all__ = [
    "ClearsightError",
    "Conversation",
    "Delta",
    "Detector",
    "Finding",
    "Guard",
    "Image",
    "Means",
    "Message",
    "Model",
    "Policy",
    "Reader",
    "Reading",
    "Refusal",
    "Reply",
    "Senses",
    "Text",
    "Trace",
    "Verdict",
    "get_detectors",
    "get_model",
    "guarded",
    "open_image",
    "said",
    "user",
]

# These rooms load numpy, OpenCV and ONNX Runtime; `import clearsight` stays light.
_LATER = {
    "Senses": "clearsight.senses",
    "guarded": "clearsight.build",
    "open_image": "clearsight.ingest",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'clearsight' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_LATER[name]), name)
