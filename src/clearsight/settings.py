"""Configuration from the environment, read once, at the door.

CLEARSIGHT_MODEL     which model answers (default "describer")
CLEARSIGHT_POLICY    a preset's name or the path of a policy file (default "default")
CLEARSIGHT_API_KEY   key for the model's endpoint
CLEARSIGHT_JUDGES    guard models to ask, separated by spaces (docs/detectors.md)
CLEARSIGHT_JUDGE_API_KEY  key for their endpoints
CLEARSIGHT_DATABASE  sqlite:////path or postgresql://user:password@host/database (default: a file)
CLEARSIGHT_PEPPER    the secret that keys are stored with (default: a file; see docs/store.md)
CLEARSIGHT_WEIGHTS   folder of weights that the user installed (read by the weights table)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from clearsight.errors import UsageError

PREFIX = "CLEARSIGHT_"
# DATA and STRICT are read by the tests, VENV by the scripts.
KNOWN = {"MODEL", "POLICY", "API_KEY", "JUDGES", "JUDGE_API_KEY", "DATABASE", "PEPPER", "WEIGHTS"}
KNOWN |= {"DATA", "STRICT", "VENV"}


@dataclass(frozen=True, slots=True)
class Settings:
    model: str = "describer"
    policy: str = "default"
    api_key: str | None = field(default=None, repr=False)
    judges: tuple[str, ...] = ()
    judge_api_key: str | None = field(default=None, repr=False)
    # Both hold secrets: a database URL may carry a password.
    database: str | None = field(default=None, repr=False)
    pepper: str | None = field(default=None, repr=False)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from environment variables.

    Raises:
        UsageError: a variable with our prefix that we do not know: it would be ignored silently.
    """
    given = {name[len(PREFIX) :]: v for name, v in environ.items() if name.startswith(PREFIX)}
    unknown = sorted(set(given) - KNOWN)
    if unknown:
        raise UsageError(
            f"environment variable {PREFIX}{unknown[0]} is not known; known: "
            f"{', '.join(PREFIX + name for name in sorted(KNOWN))}. Check the spelling or unset it."
        )
    return Settings(
        model=given.get("MODEL") or "describer",
        policy=given.get("POLICY") or "default",
        api_key=given.get("API_KEY") or None,
        judges=tuple(given.get("JUDGES", "").split()),
        judge_api_key=given.get("JUDGE_API_KEY") or None,
        database=given.get("DATABASE") or None,
        pepper=given.get("PEPPER") or None,
    )
