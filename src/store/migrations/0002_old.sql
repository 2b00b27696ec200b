-- Every run looks for texts that have had their time: rows that were emptied long ago are not looked at again.

CREATE INDEX articles_old ON articles (seen) WHERE body IS NOT NULL;
