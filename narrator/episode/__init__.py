"""From a Narration to an Episode: what is published."""
