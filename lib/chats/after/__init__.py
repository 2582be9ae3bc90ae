"""After a chat: what is left as tasks, the digest, the report with the record of everything said."""
