"""Revisions of the call record's tables, applied by ``calls.migrate``.

A revision only adds tables, columns and indexes, so that a server of an older version can go on
with a newer record. It is idempotent: where a database cannot undo half of one, it runs again.
"""
