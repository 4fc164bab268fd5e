"""What can be said: OWL modules, SKOS taxonomies, and the words of the model as frozen values."""
