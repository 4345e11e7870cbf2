-- Amounts are whole cents.
CREATE TABLE customer (name TEXT NOT NULL, pin_salt BLOB NOT NULL, pin_hash BLOB NOT NULL,
                       email TEXT, phone TEXT, zip_code TEXT);
CREATE TABLE accounts (name TEXT PRIMARY KEY, cents INTEGER NOT NULL, owed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE postings (id INTEGER PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts (name),
                       cents INTEGER NOT NULL, text TEXT NOT NULL, day TEXT NOT NULL);
CREATE TABLE deposits (id INTEGER PRIMARY KEY, cents INTEGER NOT NULL, payer TEXT NOT NULL, day TEXT NOT NULL);
CREATE TABLE payees (name TEXT PRIMARY KEY);
CREATE TABLE transfers (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, payee TEXT NOT NULL, cents INTEGER NOT NULL,
                        day TEXT NOT NULL, state TEXT NOT NULL, reference TEXT NOT NULL UNIQUE);
CREATE TABLE cards (name TEXT PRIMARY KEY, last_four TEXT NOT NULL, state TEXT NOT NULL, declined TEXT,
                    mailed TEXT, arrival TEXT);
CREATE TABLE disputes (id INTEGER PRIMARY KEY, cents INTEGER NOT NULL, day TEXT NOT NULL, reference TEXT NOT NULL);
CREATE TABLE refunds (id INTEGER PRIMARY KEY, cents INTEGER NOT NULL, shop TEXT NOT NULL, day TEXT NOT NULL);
CREATE TABLE appointments (id INTEGER PRIMARY KEY, branch TEXT NOT NULL, day TEXT NOT NULL, time TEXT NOT NULL,
                           state TEXT NOT NULL);
CREATE TABLE orders (id INTEGER PRIMARY KEY, what TEXT NOT NULL, arrival TEXT NOT NULL);
-- Every request that changed something, by its Idempotency-Key, in the same transaction as the change.
CREATE TABLE requests (key TEXT PRIMARY KEY, path TEXT NOT NULL, body_hash TEXT NOT NULL, answer TEXT NOT NULL);
