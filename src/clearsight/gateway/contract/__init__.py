"""The OpenAPI document of the API, made from its routes and from the tables its parsers read by.

    document(TABLE)     # what GET /openapi.json and `clearsight openapi` give

A route without an operation, a field of a wire shape without a type, or a type without a field is
an error here, so that the document cannot fall behind the code.
"""

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

from clearsight.gateway.contract.answers import ANSWERS
from clearsight.gateway.contract.operations import OPERATIONS
from clearsight.gateway.contract.requests import REQUESTS

__all__ = ["document", "path_of"]

ABOUT = (
    "Any OpenAI or Anthropic client points here and is guarded. What is refused is a normal answer "
    "with its reason in `x_clearsight`; what is not understood is an error that names the field. "
    "A server without keys answers its own machine without one."
)


def path_of(route: str) -> str:
    """A route's path as OpenAPI writes it."""
    return route.replace(":path}", "}")


def document(table: Iterable[tuple[str, str, object]]) -> dict[str, Any]:
    """The document of an API.

    Args:
        table: path, method and handler of every route.

    Raises:
        LookupError: a route that is described nowhere, or a description without a route.
    """
    routes = {(method, path) for path, method, _ in table}
    if routes != set(OPERATIONS):
        raise LookupError(f"routes and operations differ: {sorted(routes ^ set(OPERATIONS))}")
    paths: dict[str, dict[str, Any]] = {}
    for (method, path), operation in OPERATIONS.items():
        paths.setdefault(path_of(path), {})[method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Clearsight", "version": version("clearsight"), "description": ABOUT},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "api_key": {"type": "apiKey", "in": "header", "name": "x-api-key"},
            },
        },
    }


def schemas() -> Mapping[str, Any]:
    """Every named object of requests and answers.

    Raises:
        LookupError: the types of a shape and its fields differ.
    """
    return {**{name: model.schema(name) for name, model in REQUESTS.items()}, **ANSWERS}
