"""Alembic's scripts, run by `clearsight.store.migrate`."""
