"""From Observations to Facts: map, merge, commit, and what is projected from the commits."""
