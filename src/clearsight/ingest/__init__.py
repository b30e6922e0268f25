"""Untrusted bytes and addresses become Images here, in a process that is shut in.

    with Ingest() as ingest:
        (image,) = await ingest.from_bytes(data)

Importing this room loads no decoder; `worker` states what the process is and is not kept from.
"""

from clearsight.ingest.door import Ingest, open_bytes, open_image
from clearsight.ingest.limits import Limits

__all__ = ["Ingest", "Limits", "open_bytes", "open_image"]
