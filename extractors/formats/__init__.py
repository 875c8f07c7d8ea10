"""One module a file format: bytes in, ``Content`` out, or one of the errors of ``content``."""
