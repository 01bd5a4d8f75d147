-- What 0001.sqlite.sql makes, for PostgreSQL. Texts sort by their bytes, as they do there, whatever the database's language.

CREATE TABLE journal (
    id TEXT COLLATE "C" PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL UNIQUE,
    base TEXT COLLATE "C" NOT NULL,
    archived BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE journal_head (
    journal TEXT COLLATE "C" PRIMARY KEY REFERENCES journal (id),
    seq BIGINT NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    recorded TEXT COLLATE "C" NOT NULL
);

-- The server itself refuses a text that is not the one that was hashed, whoever writes it.
CREATE TABLE event (
    journal TEXT COLLATE "C" NOT NULL REFERENCES journal (id),
    seq BIGINT NOT NULL,
    prev TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL UNIQUE,
    recorded TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (journal, seq),
    UNIQUE (journal, prev),
    CONSTRAINT event_is_what_was_hashed CHECK (hash = encode(sha256(convert_to(text, 'UTF8')), 'hex'))
);

CREATE INDEX event_by_time ON event (journal, recorded, seq);
CREATE INDEX event_by_kind ON event (journal, kind, seq);

CREATE TABLE fact (
    journal TEXT COLLATE "C" NOT NULL REFERENCES journal (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    descriptor TEXT COLLATE "C" NOT NULL,
    since TEXT COLLATE "C" NOT NULL,
    until TEXT COLLATE "C" NOT NULL,
    gone BIGINT,
    PRIMARY KEY (journal, seq, at)
);

CREATE INDEX fact_by_beginning ON fact (journal, descriptor, since, seq, gone, until, at);
CREATE INDEX fact_by_date ON fact (journal, since, seq, gone);

CREATE TABLE archive (
    hash TEXT COLLATE "C" PRIMARY KEY,
    text TEXT COLLATE "C" NOT NULL,
    CONSTRAINT archive_is_what_was_hashed CHECK (hash = encode(sha256(convert_to(text, 'UTF8')), 'hex'))
);

CREATE TABLE current_case (
    author TEXT COLLATE "C" PRIMARY KEY,
    journal TEXT COLLATE "C" NOT NULL REFERENCES journal (id)
);

-- They stop the owner of the tables too, and fire whatever `session_replication_role` says.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('events are never changed');
CREATE TRIGGER event_is_not_deleted BEFORE DELETE OR TRUNCATE ON event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('events are never deleted');
CREATE TRIGGER archive_is_not_changed BEFORE UPDATE ON archive
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('archived texts are never changed');
CREATE TRIGGER archive_is_not_deleted BEFORE DELETE OR TRUNCATE ON archive
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('archived texts are never deleted');

ALTER TABLE event ENABLE ALWAYS TRIGGER event_is_not_changed, ENABLE ALWAYS TRIGGER event_is_not_deleted;
ALTER TABLE archive ENABLE ALWAYS TRIGGER archive_is_not_changed, ENABLE ALWAYS TRIGGER archive_is_not_deleted;
