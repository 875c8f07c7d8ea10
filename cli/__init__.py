"""The command ``school-monitor``: one module a command parses, calls the stations and prints."""
