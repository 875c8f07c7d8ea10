"""A run's findings as console tables, HTML, JSON and CSV: the writers share one report model."""
