"""From a page to an Article: the sections that are read aloud, and nothing else."""

from narrator.article.extract import extract

__all__ = ["extract"]
