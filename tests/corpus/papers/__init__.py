"""The papers, one module per group of types; each builder returns a finished Paper."""
