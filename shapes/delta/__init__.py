"""Delta validation: what a change can alter is found from the shapes, and that alone is validated again."""
