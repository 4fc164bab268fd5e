"""What a file itself says: type, checksum, embedded metadata, streams, subtitles."""
