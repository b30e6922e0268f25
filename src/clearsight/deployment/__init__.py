"""What one server process shares: the store, the models, the senses, and a guard per policy."""

from clearsight.deployment.deployment import Deployment, check_open
from clearsight.deployment.doors import DoorSettings
from clearsight.deployment.settings import (
    ALIAS,
    LOCAL_HOSTS,
    MEBIBYTE,
    PRESETS,
    ServeSettings,
)

__all__ = [
    "ALIAS",
    "LOCAL_HOSTS",
    "MEBIBYTE",
    "PRESETS",
    "Deployment",
    "DoorSettings",
    "ServeSettings",
    "check_open",
]
