"""Models that run here: text embedding now; tagging, speech and more have their own issues."""
