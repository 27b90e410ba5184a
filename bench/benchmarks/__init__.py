"""The benchmarks: each measures INSANE and others in the same rounds, and compares within a round.

`peers` runs one system between two hosts, `cases` says what is measured and what it must reach, `rows` collects and
compares, `table` shows. Hosts, daemons and processes are those of the tutorial's `lab`.
"""
