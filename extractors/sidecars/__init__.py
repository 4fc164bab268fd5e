"""Sidecars of broadcasters and archives: XML and JSON that lies beside a media file and says what it is."""
