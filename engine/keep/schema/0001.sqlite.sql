-- Journals, their events, and what can be found out from the events alone but is looked up often.

CREATE TABLE journal (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    base TEXT NOT NULL, -- where its rule base is found here: a shipped name or a folder; empty: only archived
    archived INTEGER NOT NULL DEFAULT 0
);

-- The head of each journal: taking it first is what lets two writers not fork it.
CREATE TABLE journal_head (
    journal TEXT PRIMARY KEY REFERENCES journal (id),
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    recorded TEXT NOT NULL
);

CREATE TABLE event (
    journal TEXT NOT NULL REFERENCES journal (id),
    seq INTEGER NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    recorded TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (journal, seq),
    UNIQUE (journal, prev)
);

CREATE INDEX event_by_time ON event (journal, recorded, seq);
CREATE INDEX event_by_kind ON event (journal, kind, seq);

-- Which fact of which event speaks of what and when; `gone` is the event that took it back.
CREATE TABLE fact (
    journal TEXT NOT NULL REFERENCES journal (id),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    descriptor TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    gone INTEGER,
    PRIMARY KEY (journal, seq, at)
);

-- Both hold all that is asked of them: what was known long ago is found past everything told since then.
CREATE INDEX fact_by_beginning ON fact (journal, descriptor, since, seq, gone, until, at);
CREATE INDEX fact_by_date ON fact (journal, since, seq, gone);

-- Texts that events name by their SHA-256: rules, vocabularies, traces. Each is stored once.
CREATE TABLE archive (
    hash TEXT PRIMARY KEY,
    text TEXT NOT NULL
);

-- The case that each person works on.
CREATE TABLE current_case (
    author TEXT PRIMARY KEY,
    journal TEXT NOT NULL REFERENCES journal (id)
);

CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;

CREATE TRIGGER event_is_not_deleted BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'events are never deleted');
END;

CREATE TRIGGER archive_is_not_changed BEFORE UPDATE ON archive
BEGIN
    SELECT RAISE(ABORT, 'archived texts are never changed');
END;

CREATE TRIGGER archive_is_not_deleted BEFORE DELETE ON archive
BEGIN
    SELECT RAISE(ABORT, 'archived texts are never deleted');
END;
