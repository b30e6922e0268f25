"""The audit: what was decided, by which rules, provably complete and without a word of content.

log = AuditLog(Path("audit"), secret)
guard = AuditedGuard(model, detectors, policy, reader=senses, recorder=Recorder(log, secret))
verify(Path("audit"), log.key).sound
"""

from clearsight.audit.asking import Asking, asked_by, asking
from clearsight.audit.chain import Link
from clearsight.audit.guard import AuditedGuard
from clearsight.audit.log import AuditLog
from clearsight.audit.recorder import Recorder
from clearsight.audit.verify import Verified, verify

__all__ = [
    "Asking",
    "AuditLog",
    "AuditedGuard",
    "Link",
    "Recorder",
    "Verified",
    "asked_by",
    "asking",
    "verify",
]
