"""What outlives a process, in SQLite or PostgreSQL: keys, limits, sealed rows; no word in clear.

store = Store.open()                     # or Store.open("postgresql://user@host/clearsight")
await store.migrate()
key = await store.keys.check(presented)
allowed = await store.usage.take(key, images=1, tokens=300)
"""

from clearsight.store import people_tables, vault_tables
from clearsight.store.account import Account
from clearsight.store.account import Asked as AskedCount
from clearsight.store.engine import data_folder, default_url
from clearsight.store.ledger import Act, Ledger, Subject
from clearsight.store.store import Store
from clearsight.store.usage import UsageCounters
from clearsight.store.words import (
    RIGHTS,
    Allowed,
    Created,
    Key,
    KeyLimits,
    Limited,
)

__all__ = [
    "RIGHTS",
    "Account",
    "Act",
    "Allowed",
    "AskedCount",
    "Created",
    "Key",
    "KeyLimits",
    "Ledger",
    "Limited",
    "Store",
    "Subject",
    "UsageCounters",
    "data_folder",
    "default_url",
    "people_tables",
    "vault_tables",
]
