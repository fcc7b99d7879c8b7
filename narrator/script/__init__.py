"""From an Article to a Script: sentences, and the words that a newsreader says for them."""
