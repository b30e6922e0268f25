"""Configuration from the environment, read once, at the door.

CLEARSIGHT_MODEL     which model answers (default "describer")
CLEARSIGHT_POLICY    a preset's name or the path of a policy file (default "default")
CLEARSIGHT_API_KEY   key for the model's endpoint
CLEARSIGHT_JUDGES    guard models to ask, separated by spaces (docs/detectors.md)
CLEARSIGHT_JUDGE_API_KEY  key for their endpoints
CLEARSIGHT_DATA      folder of the published sets, for evaluations
CLEARSIGHT_DATABASE  sqlite:////path or postgresql://user:password@host/database (default: a file)
CLEARSIGHT_PEPPER    the secret that keys are stored with (default: a file; see docs/store.md)
CLEARSIGHT_VAULT_KEY the key that wraps the keys of what users chose to keep (default: a file)
CLEARSIGHT_RETENTION how long that stays, such as "photo=1h most=24h text=30d" (docs/privacy.md)
CLEARSIGHT_VAULT_ROOM how much may be kept, such as "all=2GiB session=64MiB" (docs/privacy.md)
CLEARSIGHT_HASH_MATCHERS  lists of known pictures, separated by spaces (docs/hashes.md)
CLEARSIGHT_HASH_API_KEY   key for their services
CLEARSIGHT_ON_HASH_HIT    "nothing" (default) or "preserve": keep a sealed copy of what is on a list
CLEARSIGHT_SEAL_FOLDER, CLEARSIGHT_SEAL_CERTIFICATE  where sealed copies go, and who can open them
CLEARSIGHT_AUDIT     folder of the audit, or "off" (default: below the data folder; docs/audit.md)
CLEARSIGHT_URL       address of the pages as browsers see it, for links in mail (docs/accounts.md)
CLEARSIGHT_MAIL      how mail goes out: file:/folder or smtp://... (default: a folder)
CLEARSIGHT_SAMPLES_KEY  opens and seals samples (default: a file; docs/samples.md)
CLEARSIGHT_WEIGHTS   folder of weights that the user installed (read by the weights table)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from clearsight.errors import UsageError

PREFIX = "CLEARSIGHT_"
KNOWN = {"MODEL", "POLICY", "API_KEY", "JUDGES", "JUDGE_API_KEY", "DATABASE", "PEPPER", "WEIGHTS"}
KNOWN |= {"SAMPLES_KEY"}
KNOWN |= {"HASH_MATCHERS", "HASH_API_KEY", "ON_HASH_HIT", "SEAL_FOLDER", "SEAL_CERTIFICATE"}
KNOWN |= {"URL", "MAIL", "AUDIT", "VAULT_KEY", "RETENTION", "VAULT_ROOM"}
# STRICT is read by the tests, VENV by the scripts, EVAL_PICTURES where Inspect runs our tasks.
KNOWN |= {"DATA", "STRICT", "VENV", "EVAL_PICTURES"}


@dataclass(frozen=True, slots=True)
class Settings:
    model: str = "describer"
    policy: str = "default"
    api_key: str | None = field(default=None, repr=False)
    judges: tuple[str, ...] = ()
    judge_api_key: str | None = field(default=None, repr=False)
    data: str | None = None
    # Both hold secrets: a database URL may carry a password.
    database: str | None = field(default=None, repr=False)
    pepper: str | None = field(default=None, repr=False)
    vault_key: str | None = field(default=None, repr=False)
    retention: str | None = None
    vault_room: str | None = None
    audit: str | None = None
    url: str | None = None
    mail: str | None = field(default=None, repr=False)  # may hold a password
    samples_key: str | None = field(default=None, repr=False)
    hash_matchers: tuple[str, ...] = ()
    hash_api_key: str | None = field(default=None, repr=False)
    on_hash_hit: str = "nothing"
    seal_folder: str | None = None
    seal_certificate: str | None = None


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
        data=given.get("DATA") or None,
        database=given.get("DATABASE") or None,
        pepper=given.get("PEPPER") or None,
        vault_key=given.get("VAULT_KEY") or None,
        retention=given.get("RETENTION") or None,
        vault_room=given.get("VAULT_ROOM") or None,
        audit=given.get("AUDIT") or None,
        url=given.get("URL") or None,
        mail=given.get("MAIL") or None,
        samples_key=given.get("SAMPLES_KEY") or None,
        hash_matchers=tuple(given.get("HASH_MATCHERS", "").split()),
        hash_api_key=given.get("HASH_API_KEY") or None,
        on_hash_hit=given.get("ON_HASH_HIT") or "nothing",
        seal_folder=given.get("SEAL_FOLDER") or None,
        seal_certificate=given.get("SEAL_CERTIFICATE") or None,
    )
