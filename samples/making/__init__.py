"""What `make_samples.py` is made of: a canvas, scenes, picture metadata, a film and an interview."""
