"""The schema, as named migrations: each is applied once, in a transaction, and recorded by sqlite-utils.

Never change a migration that was released: add another one.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("school-monitor")

_RUNS = """
CREATE TABLE programmes (
    hash TEXT PRIMARY KEY, id TEXT NOT NULL, title TEXT NOT NULL, content TEXT NOT NULL
);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT, as_of TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('crawling', 'crawled', 'finished')),
    programme_hash TEXT NOT NULL REFERENCES programmes(hash), version TEXT NOT NULL,
    key TEXT NOT NULL, parameters TEXT NOT NULL
);
CREATE INDEX runs_key ON runs(key);
CREATE TABLE checkings (
    id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    programme_hash TEXT NOT NULL REFERENCES programmes(hash), as_of TEXT NOT NULL, version TEXT NOT NULL, finished TEXT NOT NULL
);
CREATE INDEX checkings_run ON checkings(run_id);
CREATE TABLE schools (
    run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, school TEXT NOT NULL, position INTEGER NOT NULL,
    planned INTEGER NOT NULL, name TEXT NOT NULL, short_name TEXT NOT NULL, kind TEXT NOT NULL, site TEXT NOT NULL,
    aliases TEXT NOT NULL,
    inn TEXT NOT NULL, ogrn TEXT NOT NULL, roles TEXT NOT NULL, seeds TEXT NOT NULL, teachers INTEGER,
    municipality TEXT NOT NULL, region TEXT NOT NULL, note TEXT NOT NULL,
    PRIMARY KEY (run_id, school)
) WITHOUT ROWID;
CREATE TABLE visits (
    run_id INTEGER NOT NULL, school TEXT NOT NULL, loaded INTEGER NOT NULL, status TEXT NOT NULL, reason TEXT,
    pages INTEGER NOT NULL, documents INTEGER NOT NULL, not_modified INTEGER NOT NULL, bytes INTEGER NOT NULL,
    requests INTEGER NOT NULL, complete INTEGER NOT NULL, seconds REAL NOT NULL, started TEXT NOT NULL,
    finished TEXT NOT NULL, site TEXT NOT NULL, unread TEXT NOT NULL, remarks TEXT NOT NULL, counters TEXT NOT NULL,
    unread_documents INTEGER NOT NULL,
    PRIMARY KEY (run_id, school),
    FOREIGN KEY (run_id, school) REFERENCES schools(run_id, school) ON DELETE CASCADE
) WITHOUT ROWID;
"""

_CRAWL = """
CREATE TABLE fetches (
    run_id INTEGER NOT NULL, school TEXT NOT NULL, url TEXT NOT NULL, outcome TEXT NOT NULL, fetched TEXT NOT NULL,
    final_url TEXT NOT NULL, status INTEGER, reason TEXT NOT NULL, content_type TEXT NOT NULL, charset TEXT NOT NULL,
    etag TEXT NOT NULL, last_modified TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, is_page INTEGER NOT NULL,
    depth INTEGER NOT NULL, title TEXT NOT NULL, warc TEXT NOT NULL, "offset" INTEGER NOT NULL,
    PRIMARY KEY (run_id, school, url),
    FOREIGN KEY (run_id, school) REFERENCES schools(run_id, school) ON DELETE CASCADE
);
CREATE INDEX fetches_school ON fetches(school, url);
CREATE INDEX fetches_sha256 ON fetches(sha256);
CREATE TABLE links (
    run_id INTEGER NOT NULL, school TEXT NOT NULL, url TEXT NOT NULL, page_url TEXT NOT NULL, text TEXT NOT NULL,
    section TEXT NOT NULL, page_title TEXT NOT NULL, score REAL NOT NULL, document INTEGER NOT NULL, context TEXT NOT NULL,
    PRIMARY KEY (run_id, school, url, page_url, text),
    FOREIGN KEY (run_id, school) REFERENCES schools(run_id, school) ON DELETE CASCADE
);
"""

_DOCUMENTS = """
CREATE TABLE texts (
    id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, text TEXT NOT NULL, indexed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, extractor TEXT NOT NULL, format TEXT NOT NULL, status TEXT NOT NULL,
    reason TEXT, text_id INTEGER REFERENCES texts(id), text_source TEXT, pages INTEGER, title TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    UNIQUE (sha256, extractor)
);
CREATE TABLE members (
    parent_id INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE, position INTEGER NOT NULL, path TEXT NOT NULL,
    document_id INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    PRIMARY KEY (parent_id, position)
) WITHOUT ROWID;
CREATE INDEX members_document ON members(document_id);
CREATE TABLE readings (
    run_id INTEGER NOT NULL, school TEXT NOT NULL, url TEXT NOT NULL, member TEXT NOT NULL,
    document_id INTEGER NOT NULL REFERENCES documents(id), text_id INTEGER REFERENCES texts(id), is_page INTEGER NOT NULL,
    title TEXT NOT NULL, page_url TEXT NOT NULL, link_text TEXT NOT NULL, fetched TEXT NOT NULL,
    PRIMARY KEY (run_id, school, url, member),
    FOREIGN KEY (run_id, school) REFERENCES schools(run_id, school) ON DELETE CASCADE
);
CREATE INDEX readings_document ON readings(document_id);
CREATE INDEX readings_text ON readings(text_id);
CREATE VIRTUAL TABLE documents_fts USING fts5(title, text, tokenize = "unicode61 remove_diacritics 0");
CREATE TRIGGER texts_leave_the_index AFTER DELETE ON texts BEGIN
    DELETE FROM documents_fts WHERE rowid = old.id;
END;
"""

_ACTS = """
CREATE TABLE acts (
    id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL, school TEXT NOT NULL, position INTEGER NOT NULL, url TEXT NOT NULL,
    page_url TEXT NOT NULL, link_text TEXT NOT NULL, section TEXT NOT NULL, sha256 TEXT NOT NULL, fetched TEXT NOT NULL,
    text_source TEXT, text_id INTEGER REFERENCES texts(id), readable INTEGER NOT NULL, broken INTEGER NOT NULL,
    reason TEXT NOT NULL, warc TEXT NOT NULL, "offset" INTEGER NOT NULL,
    kind TEXT NOT NULL, title TEXT NOT NULL, number TEXT, date TEXT, issuer TEXT NOT NULL, level TEXT NOT NULL,
    school_years TEXT NOT NULL, valid_until TEXT, repealed INTEGER NOT NULL, draft INTEGER NOT NULL, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, quote TEXT NOT NULL, from_text INTEGER NOT NULL, confidence TEXT NOT NULL, conflicts TEXT NOT NULL,
    UNIQUE (run_id, school, position),
    FOREIGN KEY (run_id, school) REFERENCES schools(run_id, school) ON DELETE CASCADE
);
CREATE TABLE act_places (
    act_id INTEGER NOT NULL REFERENCES acts(id) ON DELETE CASCADE, position INTEGER NOT NULL, url TEXT NOT NULL,
    page_url TEXT NOT NULL, link_text TEXT NOT NULL, section TEXT NOT NULL,
    PRIMARY KEY (act_id, position)
) WITHOUT ROWID;
"""

_FINDINGS = """
CREATE TABLE act_judgements (act_id INTEGER PRIMARY KEY REFERENCES acts(id) ON DELETE CASCADE, reasons TEXT NOT NULL);
CREATE TABLE act_indicators (
    act_id INTEGER NOT NULL REFERENCES acts(id) ON DELETE CASCADE, indicator TEXT NOT NULL, position INTEGER NOT NULL,
    counts INTEGER NOT NULL, remarks TEXT NOT NULL, miss TEXT, phrases TEXT NOT NULL,
    PRIMARY KEY (act_id, indicator)
) WITHOUT ROWID;
CREATE TABLE findings (
    run_id INTEGER NOT NULL, school TEXT NOT NULL, indicator TEXT NOT NULL, position INTEGER NOT NULL,
    verdict TEXT NOT NULL, value REAL, remarks TEXT NOT NULL, explanation TEXT NOT NULL, reviewed INTEGER NOT NULL,
    miss_url TEXT, miss_title TEXT, miss_why TEXT, searched_pages INTEGER NOT NULL, searched_documents INTEGER NOT NULL,
    searched_unread INTEGER NOT NULL, searched_complete INTEGER NOT NULL,
    PRIMARY KEY (run_id, school, indicator),
    FOREIGN KEY (run_id, school) REFERENCES schools(run_id, school) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE TABLE evidence (
    run_id INTEGER NOT NULL, school TEXT NOT NULL, indicator TEXT NOT NULL, position INTEGER NOT NULL,
    act_id INTEGER REFERENCES acts(id) ON DELETE SET NULL, url TEXT NOT NULL, page_url TEXT NOT NULL,
    link_text TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, number TEXT, date TEXT, issuer TEXT NOT NULL,
    level TEXT NOT NULL, quote TEXT NOT NULL, sha256 TEXT NOT NULL, fetched TEXT NOT NULL, text_source TEXT,
    remarks TEXT NOT NULL, reasons TEXT NOT NULL,
    PRIMARY KEY (run_id, school, indicator, position),
    FOREIGN KEY (run_id, school, indicator) REFERENCES findings(run_id, school, indicator) ON DELETE CASCADE
);
CREATE INDEX evidence_act ON evidence(act_id);
CREATE TABLE participation (
    school TEXT NOT NULL, event TEXT NOT NULL, day TEXT NOT NULL, participants INTEGER NOT NULL, names TEXT NOT NULL,
    teachers INTEGER, source TEXT NOT NULL, imported TEXT NOT NULL,
    PRIMARY KEY (school, event, day)
) WITHOUT ROWID;
CREATE TABLE vacancies (
    school TEXT NOT NULL, day TEXT NOT NULL, posts REAL NOT NULL, source TEXT NOT NULL, imported TEXT NOT NULL,
    PRIMARY KEY (school, day)
) WITHOUT ROWID;
CREATE TABLE decisions (
    school TEXT NOT NULL, indicator TEXT NOT NULL, sha256 TEXT NOT NULL, verdict TEXT NOT NULL, remarks TEXT NOT NULL,
    comment TEXT NOT NULL, author TEXT NOT NULL, decided TEXT NOT NULL,
    PRIMARY KEY (school, indicator, sha256)
) WITHOUT ROWID;
"""

_REVIEW = """
DROP TABLE decisions;
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY, school TEXT NOT NULL, indicator TEXT NOT NULL, kind TEXT NOT NULL, verdict TEXT, value REAL,
    remarks TEXT NOT NULL, act TEXT, comment TEXT NOT NULL, author TEXT NOT NULL, decided TEXT NOT NULL,
    basis TEXT NOT NULL, anchor TEXT NOT NULL, seen TEXT NOT NULL, run_id INTEGER NOT NULL,
    machine_verdict TEXT NOT NULL, machine_value REAL, machine_remarks TEXT NOT NULL, machine_explanation TEXT NOT NULL,
    objection TEXT NOT NULL, objection_day TEXT NOT NULL, withdraws INTEGER REFERENCES decisions(id),
    source TEXT NOT NULL, import_key TEXT UNIQUE
);
CREATE INDEX decisions_item ON decisions(school, indicator);
CREATE TRIGGER decisions_are_not_changed BEFORE UPDATE ON decisions BEGIN
    SELECT raise(ABORT, 'the log of decisions is append-only');
END;
CREATE TRIGGER decisions_are_not_deleted BEFORE DELETE ON decisions BEGIN
    SELECT raise(ABORT, 'the log of decisions is append-only');
END;
CREATE TABLE bases (
    run_id INTEGER NOT NULL, school TEXT NOT NULL, indicator TEXT NOT NULL, anchor TEXT NOT NULL, current TEXT NOT NULL,
    seen TEXT NOT NULL, present TEXT NOT NULL,
    PRIMARY KEY (run_id, school, indicator),
    FOREIGN KEY (run_id, school, indicator) REFERENCES findings(run_id, school, indicator) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE TABLE reviews (
    run_id INTEGER NOT NULL, school TEXT NOT NULL, indicator TEXT NOT NULL,
    decision_id INTEGER NOT NULL REFERENCES decisions(id), added INTEGER NOT NULL,
    machine_verdict TEXT NOT NULL, machine_value REAL, machine_remarks TEXT NOT NULL, machine_explanation TEXT NOT NULL,
    PRIMARY KEY (run_id, school, indicator),
    FOREIGN KEY (run_id, school, indicator) REFERENCES findings(run_id, school, indicator) ON DELETE CASCADE
) WITHOUT ROWID;
"""

_HEADERS = ("header_only INTEGER NOT NULL DEFAULT 0", "header_text TEXT NOT NULL DEFAULT ''", "second_reading TEXT NOT NULL DEFAULT ''")

_RECOMMENDATIONS = """
CREATE TABLE recommendations (
    number INTEGER PRIMARY KEY AUTOINCREMENT, school TEXT NOT NULL, indicator TEXT NOT NULL, ground TEXT NOT NULL,
    issued_run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, text TEXT NOT NULL,
    UNIQUE (school, indicator, ground, issued_run)
);
CREATE TABLE recommendation_states (
    run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    number INTEGER NOT NULL REFERENCES recommendations(number) ON DELETE CASCADE, state TEXT NOT NULL, note TEXT NOT NULL,
    PRIMARY KEY (run_id, number)
) WITHOUT ROWID;
CREATE INDEX recommendation_states_number ON recommendation_states(number);
"""


@migrations()
def runs_and_schools(db: Database) -> None:
    """Runs are kept for ever; each has its registry as it was and a visit a school."""
    db.executescript(_RUNS)


@migrations()
def fetches_and_links(db: Database) -> None:
    """What was asked of the sites and what was answered."""
    db.executescript(_CRAWL)


@migrations()
def documents_and_texts(db: Database) -> None:
    """Documents by content; texts are stored once, whichever document, page or act has them."""
    db.executescript(_DOCUMENTS)


@migrations()
def acts(db: Database) -> None:
    """Acts of a run, numbered within their school: loading twice gives the same rows."""
    db.executescript(_ACTS)


@migrations()
def findings_imports_decisions(db: Database) -> None:
    """Verdicts with their evidence; what no site holds; human decisions, apart from the machine's results."""
    db.executescript(_FINDINGS)


@migrations()
def two_readings_of_headers(db: Database) -> None:
    """How far a scan was recognised, and its header as read twice."""
    for column in _HEADERS:
        db.execute(f"ALTER TABLE documents ADD COLUMN {column}")


@migrations()
def recommendations(db: Database) -> None:
    """Recommendations issued to institutions, and what each run says of them."""
    db.executescript(_RECOMMENDATIONS)


@migrations()
def the_reviewers_word(db: Database) -> None:
    """A log of decisions that is only added to, what each finding rests on, and the machine's word beside the reviewer's.

    The table ``decisions`` of before was never written to.
    """
    db.executescript(_REVIEW)


@migrations()
def visits_repeated(db: Database) -> None:
    """A site that was not read fully can be visited again within its run; each attempt has an archive of its own."""
    db.execute("ALTER TABLE visits ADD COLUMN attempt INTEGER NOT NULL DEFAULT 1")


@migrations()
def details_of_findings(db: Database) -> None:
    """What explains a verdict: expected acts, legal basis, advice, numbers by date, shares, what was searched, quality of evidence."""
    for table in ("findings", "evidence"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN details TEXT NOT NULL DEFAULT '{{}}'")


@migrations()
def shares_decided_as_fractions(db: Database) -> None:
    """A share that a reviewer decides may be given as numerator and denominator: the municipality's sum needs both."""
    db.execute("ALTER TABLE decisions ADD COLUMN fraction TEXT")


NAMES = frozenset({item.__name__ for item in (runs_and_schools, fetches_and_links, documents_and_texts, acts,
                                              findings_imports_decisions, two_readings_of_headers, recommendations,
                                              the_reviewers_word, visits_repeated, details_of_findings,
                                              shares_decided_as_fractions)})
"""Names of all migrations this version knows."""
