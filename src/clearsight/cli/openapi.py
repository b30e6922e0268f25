"""`clearsight openapi`: the API's OpenAPI document, without a server."""

import argparse
import json

from clearsight.settings import Settings


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    command = commands.add_parser(
        "openapi",
        help="print the OpenAPI document of the gateway",
        description="Print the OpenAPI 3.1 document of the gateway as JSON; a server gives the "
        "same at /openapi.json.",
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print it."""
    from clearsight import gateway

    print(json.dumps(gateway.openapi(), indent=1))
    return 0
