-- Every name of every module is to be resolved: nothing is taken over from before.
CREATE VIEW statements AS FROM out.statements;
CREATE VIEW symbols AS SELECT definition, symbol FROM own_definitions;
