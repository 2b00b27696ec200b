-- When a host that wants time between two pages (Crawl-delay) was last asked for one: its delay holds from run to run.
ALTER TABLE robots ADD COLUMN asked INTEGER;
