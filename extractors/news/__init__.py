"""What newsrooms and archives say of their media: news items, news packages, tables."""
