"""The network's state: records, five verbs on them, and the state hash, in memory or in SQLite."""
