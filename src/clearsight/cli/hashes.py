"""The option `--hash-matcher`, and the settings of hash matching from it and the environment."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from clearsight.settings import Settings

if TYPE_CHECKING:
    from clearsight.hashes import HashSettings


def option(command: argparse.ArgumentParser) -> None:
    """Register the option."""
    command.add_argument(
        "--hash-matcher",
        action="append",
        help="list of known pictures that are kept out: list:FILE, service:URL; again for more",
    )


def wanted(arguments: argparse.Namespace, settings: Settings) -> "HashSettings":
    """What the command line and the environment say."""
    from clearsight.hashes import HashSettings

    return HashSettings(
        matchers=tuple(arguments.hash_matcher or settings.hash_matchers),
        api_key=settings.hash_api_key,
        on_hit=settings.on_hash_hit,
        folder=Path(settings.seal_folder) if settings.seal_folder else None,
        certificate=Path(settings.seal_certificate) if settings.seal_certificate else None,
    )
