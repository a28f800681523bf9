"""`editions/N.yaml`, the file a person edits: read with every fault at its line, merged, patched, written."""
