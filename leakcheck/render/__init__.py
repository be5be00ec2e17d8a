"""A report as text, JSON and other formats: model in, text out."""
