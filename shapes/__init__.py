"""What must hold: SHACL shapes, and the validator that checks data against them."""
