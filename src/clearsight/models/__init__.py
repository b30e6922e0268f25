"""The models behind the guard: one file each; each registers by entry point."""

from inspect import iscoroutinefunction

from clearsight.roles import Model


async def close(model: Model) -> None:
    """Close the connections of a model, and of the models and detectors in it, if they hold any."""
    for detector in getattr(model, "detectors", ()):
        hang_up = getattr(detector, "close", None)
        if iscoroutinefunction(hang_up):
            await hang_up()
    inner = getattr(model, "model", None)
    if inner is not None:
        await close(inner)
    closer = getattr(model, "close", None)
    if closer is not None:
        await closer()
