"""A Guard is a Model that wraps a Model (design, sections 1, 2 and 7)."""

from clearsight.guard.guard import Guard

__all__ = ["Guard"]
