"""From Clips to a Narration: mastered sound, and its MP3."""
