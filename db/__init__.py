"""The monitoring database: schema, migrations, queries. The only writer of SQLite."""

from db.connection import Database, open_database
from db.errors import DatabaseProblem, StorageFailure

__all__ = ["Database", "DatabaseProblem", "StorageFailure", "open_database"]
