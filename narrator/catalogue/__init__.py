"""What was narrated, from which text, and how it went: SQL, SQLite by default. The only door to SQLAlchemy."""

from narrator.catalogue.database import Catalogue, Connection

__all__ = ["Catalogue", "Connection"]
