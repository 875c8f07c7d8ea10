"""Benchmarks: the project's own work as a ratio to named baselines, measured side by side in one run."""
