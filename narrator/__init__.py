"""narrator turns a news article into an episode: speech, chapters, tags."""
