"""The steps that bring a store from each older form to the next; a step that was ever released is never edited."""

STEPS = (
    """
    CREATE TABLE sources (
        name TEXT PRIMARY KEY,
        etag TEXT NOT NULL DEFAULT '',
        last_modified TEXT NOT NULL DEFAULT '',
        fingerprint TEXT NOT NULL DEFAULT '',
        body BLOB,
        last_read TEXT,
        last_good TEXT,
        failing_since TEXT,
        failures INTEGER NOT NULL DEFAULT 0,
        problems TEXT NOT NULL DEFAULT '[]'
    ) STRICT;
    CREATE TABLE items (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('article', 'event')),
        first_seen TEXT NOT NULL
    ) STRICT;
    CREATE TABLE copies (
        item TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
        source TEXT NOT NULL,
        content TEXT NOT NULL,
        is_shown INTEGER NOT NULL DEFAULT 1,
        changed TEXT NOT NULL,
        PRIMARY KEY (item, source)
    ) STRICT;
    CREATE INDEX copies_of_source ON copies (source);
    CREATE TABLE keys (
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        item TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
        PRIMARY KEY (kind, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX keys_of_item ON keys (item);
    CREATE TABLE editions (
        number INTEGER PRIMARY KEY,
        draft TEXT,
        first_day TEXT,
        last_day TEXT,
        sent TEXT
    ) STRICT;
    CREATE TABLE dealt (
        item TEXT PRIMARY KEY,
        number INTEGER NOT NULL REFERENCES editions (number)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    ALTER TABLE sources ADD COLUMN address TEXT NOT NULL DEFAULT '';
    ALTER TABLE sources ADD COLUMN moved_to TEXT NOT NULL DEFAULT '';
    ALTER TABLE sources ADD COLUMN is_gone INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE sources ADD COLUMN wait_until TEXT;
    """,
    """
    ALTER TABLE sources ADD COLUMN items BLOB NOT NULL DEFAULT x'';
    """,
    # The members, their wishes and the keys of the links they get.
    """
    CREATE TABLE members (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        key TEXT NOT NULL UNIQUE,
        address TEXT NOT NULL,
        name TEXT NOT NULL DEFAULT '',
        language TEXT NOT NULL DEFAULT '',
        themes TEXT NOT NULL DEFAULT '[]',
        standing TEXT NOT NULL DEFAULT 'active' CHECK (standing IN ('active', 'unsubscribed', 'bounced')),
        since TEXT NOT NULL,
        paused_until TEXT,
        is_listed INTEGER NOT NULL DEFAULT 1,
        consent TEXT NOT NULL DEFAULT '{}',
        bounces INTEGER NOT NULL DEFAULT 0,
        bounced_in INTEGER,
        has_chosen INTEGER NOT NULL DEFAULT 0,
        why TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE TABLE suppressed (
        hash TEXT PRIMARY KEY,
        reason TEXT NOT NULL,
        since TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE link_keys (
        number INTEGER PRIMARY KEY,
        secret BLOB NOT NULL,
        made TEXT NOT NULL,
        retired TEXT
    ) STRICT;
    """,
    # What was approved, what is frozen, and one row for each member of a list.
    """
    CREATE TABLE approvals (
        number INTEGER NOT NULL,
        key TEXT NOT NULL,
        name TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        parts TEXT NOT NULL DEFAULT '{}',
        given TEXT NOT NULL,
        PRIMARY KEY (number, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE witnesses (
        number INTEGER PRIMARY KEY,
        mailing TEXT NOT NULL,
        generation INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE told (
        key TEXT PRIMARY KEY,
        noted TEXT NOT NULL,
        words TEXT NOT NULL DEFAULT ''
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE mailings (
        number INTEGER PRIMARY KEY,
        fingerprint TEXT NOT NULL,
        frozen TEXT NOT NULL,
        finished TEXT,
        record TEXT NOT NULL DEFAULT '{}'
    ) STRICT;
    CREATE TABLE variants (
        number INTEGER NOT NULL REFERENCES mailings (number),
        variant INTEGER NOT NULL,
        mould BLOB NOT NULL,
        PRIMARY KEY (number, variant)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE outbox (
        number INTEGER NOT NULL,
        place INTEGER NOT NULL,
        member TEXT NOT NULL,
        key TEXT NOT NULL,
        address TEXT NOT NULL,
        name TEXT NOT NULL DEFAULT '',
        variant INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL DEFAULT 'to send',
        tries INTEGER NOT NULL DEFAULT 0,
        again TEXT,
        words TEXT NOT NULL DEFAULT '',
        is_closed INTEGER NOT NULL DEFAULT 0,
        changed TEXT NOT NULL,
        PRIMARY KEY (number, place)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX outbox_once ON outbox (number, key);
    """,
    # What stood around the articles of feeds whose words are read later, and these words once they were read.
    """
    CREATE TABLE frames (
        name TEXT PRIMARY KEY,
        octets TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE words (
        item TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
        source TEXT NOT NULL,
        content TEXT NOT NULL,
        PRIMARY KEY (item, source)
    ) STRICT;
    """,
    # Old articles wait as a feed of their own; words that waited one by one are such a feed, too, and are read
    # with the next edition.
    """
    CREATE TABLE deferred (
        source TEXT NOT NULL,
        place TEXT NOT NULL,
        language TEXT NOT NULL,
        last_day TEXT NOT NULL,
        octets BLOB NOT NULL,
        items BLOB NOT NULL DEFAULT x''
    ) STRICT;
    UPDATE copies SET content = (SELECT content FROM words WHERE item = copies.item AND source = copies.source)
        WHERE EXISTS (SELECT 1 FROM words WHERE item = copies.item AND source = copies.source);
    INSERT INTO deferred (source, place, language, last_day, octets)
        SELECT source, place, json_extract(frames.octets, '$[2]'), '9999-12-31',
            CAST(json_extract(frames.octets, '$[0]')
            || group_concat(item, '') || json_extract(frames.octets, '$[1]') AS BLOB)
        FROM (
            SELECT source, substr(content, instr(content, char(10)) + 1) AS item,
                json_extract(substr(content, 1, instr(content, char(10)) - 1), '$.frame') AS frame,
                json_extract(substr(content, 1, instr(content, char(10)) - 1), '$.provenance.where') AS place
            FROM copies WHERE instr(content, char(10)) AND item NOT IN (SELECT item FROM dealt)
        ) JOIN frames ON frames.name = frame GROUP BY source, place, frame;
    UPDATE copies SET content = substr(content, 1, instr(content, char(10)) - 1) WHERE instr(content, char(10));
    DROP TABLE words;
    DROP TABLE frames;
    """,
)
