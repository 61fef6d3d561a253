-- Which share of the bytes lies in files that are reached.
SELECT coalesce(sum(size_bytes) FILTER (file_no IN (FROM reached)) / sum(size_bytes), 1) FROM files_now;
