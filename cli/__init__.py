"""What the command line shows: words, tables, progress. The commands themselves stand in `sohoa.py`."""
