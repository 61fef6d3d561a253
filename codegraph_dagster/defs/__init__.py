"""Everything that knows Dagster: assets, checks, jobs, schedules, partitions and the executor."""
