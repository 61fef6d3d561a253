-- Whether a change can reach single names only: no file has come, gone, or got another outline. (Where nothing is
-- imported, everything is computed as quickly.)
SELECT bool_and(now.digest IS NOT DISTINCT FROM before.digest) AND EXISTS (FROM work.ir.imports)
FROM out.outlines AS now
FULL JOIN work.links.outlines AS before USING (file_no);
