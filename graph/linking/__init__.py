"""Names in text to entities of Wikidata and of our own: index, mentions, disambiguation."""
