"""Asset in, Observations out: one extractor per kind of file or model output."""
