"""Edit lists: which parts of which clips, tapes and files a finished programme is made of."""
