"""From a Script to Clips: voices, engines and the recorder."""
