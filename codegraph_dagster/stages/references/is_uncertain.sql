-- Whether the last run left too little to go on from.
SELECT NOT coalesce(bool_and(before.is_complete AND before.module_names IS NOT DISTINCT FROM circumstances.module_names), false)
FROM circumstances
CROSS JOIN work.known.circumstances AS before;
