"""Records in the forms of other tools: spaCy documents and pipelines, displaCy, pandas, CoNLL-U."""
