"""Measurements that anyone can run again; each module is a command (`python -m bench.accuracy --help`)."""
