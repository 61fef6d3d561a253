SELECT key FROM demanded;
