"""Adapters of the Dataset port."""
