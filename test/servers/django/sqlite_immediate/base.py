"""
SQLite whose transactions begin with the right to write.

SQLite has no SELECT ... FOR UPDATE. A transaction that reads first and writes later is refused ("database is
locked") when another one wrote in between. Django 5.1 has this built in: OPTIONS = {"transaction_mode": "IMMEDIATE"}.
"""
from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    def _start_transaction_under_autocommit(self):
        self.cursor().execute("BEGIN IMMEDIATE")
