"""SQL text: tokens, parsing and rewriting."""
