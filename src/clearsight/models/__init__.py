"""The models behind the guard: one file each; each registers by entry point."""

from clearsight.roles import Model


async def close(model: Model) -> None:
    """Close the connections of a model and of the models it wraps, if they hold any."""
    inner = getattr(model, "model", None)
    if inner is not None:
        await close(inner)
    closer = getattr(model, "close", None)
    if closer is not None:
        await closer()
