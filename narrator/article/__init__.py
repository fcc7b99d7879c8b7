"""From a page to an Article: the sections that are read aloud, and nothing else."""
