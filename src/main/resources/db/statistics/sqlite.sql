-- What SQLite's planner is to believe of the tables, in place of what ANALYZE would find: a registry grows from nothing to
-- millions of rows while it runs, and without figures SQLite takes all rows of a repository for few, for foreign keys too.
-- For each index: its rows, and how many of them share the first column, the first two, and so on.
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('repository', 'sqlite_autoindex_repository_1', '10000 1'),
    ('blob', 'sqlite_autoindex_blob_1', '10000000 1'),
    ('blob', 'sqlite_autoindex_blob_2', '10000000 1'),
    ('repository_blob', 'sqlite_autoindex_repository_blob_1', '20000000 100000 1'),
    ('repository_blob', 'repository_blob_digest', '20000000 3'),
    ('manifest', 'sqlite_autoindex_manifest_1', '2000000 100000 1'),
    ('manifest', 'manifest_subject', '100000 10000 3 1'),
    ('manifest_blob', 'manifest_blob', '20000000 10 1'),
    ('manifest_blob', 'manifest_blob_blob', '20000000 10'),
    ('manifest_child', 'manifest_child', '2000000 100000 5 1'),
    ('manifest_child', 'manifest_child_child', '2000000 100000 2'),
    ('tag', 'tag', '1000000 100000 1'),
    ('tag', 'tag_digest', '1000000 100000 3'),
    ('tag_history', 'tag_history_name', '2000000 200000 20 1'),
    ('tag_history', 'tag_history_previous', '1000000 100000 3'),
    ('upload', 'sqlite_autoindex_upload_1', '1000 1'),
    ('review', 'review', '1000000 500000 10000 1'),
    ('review', 'review_due', '1000000 10'),
    ('trash', 'sqlite_autoindex_trash_1', '100000 10000 1'),
    ('trash', 'trash_due', '100000 10'),
    ('trash', 'trash_subject', '10000 1000 3'),
    ('trash_blob', 'sqlite_autoindex_trash_blob_1', '1000000 100000 10 1'),
    ('trash_blob', 'trash_blob_blob', '1000000 3'),
    ('trash_child', 'sqlite_autoindex_trash_child_1', '100000 10000 5 1'),
    ('last_pull', 'last_pull', '1000000 100000 1'),
    ('pin', 'pin', '10000 1000 1'),
    ('quota_repository', 'quota_repository', '20000 2 1'),
    ('quota_repository', 'quota_repository_quota', '20000 10000 1'),
    ('quota_blob', 'quota_blob', '10000000 1000000 1');
ANALYZE sqlite_schema;
