"""Time-based text: subtitles, captions and lyrics, in text, XML and binary forms."""
