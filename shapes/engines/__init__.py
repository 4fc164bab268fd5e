"""Engines behind the validator's port: the compiled one, and pySHACL as the reference."""
