# Statements that must be refused, or stopped in time, by lib.explore.run. One a line, read by tests/explore/hostile.py:
# <<N|text>> stands for the text N times over, \0 for a NUL, \n for the end of a line, \uXXXX for a character.
# "## group: why" begins a group.

## writes: nothing can be changed from here
INSERT INTO rubric (name, hashtag, color, position) VALUES ('x', '#x', '#000', 1)
INSERT INTO saved_question SELECT * FROM saved_question
REPLACE INTO state (name, value, updated_at) VALUES ('x', '1', 1)
UPDATE post SET text = 'x'
UPDATE person SET role = 'owner' RETURNING *
DELETE FROM journal
DELETE FROM v_posts
UPDATE v_posts SET views = 0
INSERT INTO v_posts (post_id) VALUES (1)
CREATE TABLE x (a)
CREATE TEMP TABLE x AS SELECT 1
CREATE VIEW x AS SELECT raw FROM post
CREATE TEMP VIEW v_posts AS SELECT raw FROM post
CREATE INDEX x ON post (text)
CREATE TRIGGER x AFTER INSERT ON post BEGIN DELETE FROM post; END
CREATE VIRTUAL TABLE x USING fts5(a)
DROP TABLE post
DROP VIEW v_posts
ALTER TABLE post RENAME TO pest
VACUUM
VACUUM INTO 'stolen.db'
ANALYZE
REINDEX
BEGIN
BEGIN IMMEDIATE
COMMIT
ROLLBACK
SAVEPOINT x
RELEASE x
WITH x AS (SELECT 1) DELETE FROM post
WITH x AS (SELECT 1) INSERT INTO rubric SELECT * FROM x
WITH x AS (SELECT 1) UPDATE post SET text = ''
EXPLAIN SELECT * FROM v_posts
EXPLAIN QUERY PLAN SELECT * FROM v_posts
VALUES (1)

## attach: other files
ATTACH 'other.db' AS other
ATTACH DATABASE ':memory:' AS other
ATTACH 'file:pult.db?mode=rw' AS other
DETACH main
SELECT * FROM other.v_posts
WITH x AS (SELECT 1) ATTACH 'x' AS y
SELECT (ATTACH 'x' AS y)

## pragma: the workings of the database
PRAGMA query_only = 0
PRAGMA writable_schema = 1
PRAGMA journal_mode = DELETE
PRAGMA database_list
PRAGMA hard_heap_limit = 0
PRAGMA temp_store_directory = '/tmp'
SELECT * FROM pragma_table_info('post')
SELECT * FROM pragma_table_list
SELECT * FROM pragma_database_list
SELECT * FROM pragma_function_list
SELECT * FROM pragma_compile_options
SELECT * FROM pragma_query_only(0)
SELECT * FROM pragma_hard_heap_limit(0)
SELECT name FROM main.pragma_table_xinfo('person')
SELECT * FROM v_posts, pragma_index_list('post')

## schema: what tables there are
SELECT * FROM sqlite_master
SELECT sql FROM sqlite_schema
SELECT sql FROM sqlite_temp_master
SELECT sql FROM sqlite_temp_schema
SELECT sql FROM main.sqlite_master
SELECT sql FROM temp.sqlite_temp_master
SELECT sql FROM temp.sqlite_master
SELECT sql FROM "sqlite_master"
SELECT sql FROM [sqlite_master]
SELECT sql FROM `sqlite_master`
SELECT sql FROM 'sqlite_master'
SELECT sql FROM SqLiTe_MaStEr
SELECT sql FROM sqlite_master AS v_posts
WITH v_posts AS (SELECT sql FROM sqlite_temp_master) SELECT * FROM v_posts
SELECT (SELECT group_concat(sql) FROM sqlite_master)
SELECT * FROM sqlite_sequence
SELECT * FROM sqlite_stat1
SELECT * FROM dbstat
SELECT * FROM sqlite_dbpage
SELECT * FROM sqlite_stmt
SELECT * FROM _sqlite_migrations

## tables: people's data, keys, other people's work
SELECT * FROM post
SELECT raw FROM comment
SELECT text FROM comment
SELECT name FROM author
SELECT password_hash FROM person
SELECT token_hash FROM session
SELECT token_hash FROM invitation
SELECT value FROM state
SELECT payload FROM outbox
SELECT detail FROM journal
SELECT text FROM draft
SELECT text FROM message
SELECT text FROM video_comment
SELECT text FROM question
SELECT title, text FROM saved_question
SELECT token FROM saved_question WHERE owner = 'x'
SELECT * FROM pinned_question
SELECT author_id FROM author_number
SELECT raw FROM day_stat
SELECT body FROM hook_event
SELECT count(*) FROM author
SELECT count(*) FROM person
SELECT 1 FROM author LIMIT 1
SELECT count(*) FROM main.author
SELECT count(*) FROM MAIN . author
SELECT count(*) FROM "main".author
SELECT count(*) FROM [main].[author]
SELECT count(*) FROM `main`.author
SELECT count(*) FROM 'main'.'author'
SELECT count(*) FROM main /* x */ . author
SELECT count(*) FROM v_posts, rubric
SELECT count(*) FROM v_posts, "rubric"
SELECT count(*) FROM v_posts, 'rubric'
SELECT count(*) FROM v_posts CROSS JOIN outbox
SELECT count(*) FROM v_chats, chat AS c, question
SELECT 1 FROM v_posts WHERE EXISTS (SELECT 1 FROM post)
WITH x AS (SELECT 1 FROM talk) SELECT count(*) FROM x
SELECT count(*) FROM json_each('[1, 2]')
SELECT count(*) FROM dbstat
SELECT count(*) FROM temp.v_posts, main.post
SELECT EXISTS (SELECT 1 FROM person WHERE role = 'owner')
SELECT * FROM v_posts WHERE post_id IN (SELECT post_id FROM comment)
SELECT * FROM v_posts JOIN post USING (post_id)
SELECT v.post_id, p.raw FROM v_posts AS v, post AS p
SELECT * FROM v_posts NATURAL JOIN author
SELECT * FROM main.post
SELECT * FROM temp.post
SELECT * FROM main.v_posts
SELECT * FROM "post"
SELECT * FROM [comment]
SELECT * FROM `author`
SELECT * FROM 'person'
SELECT * FROM POST
SELECT "name" FROM "main"."author"
SELECT (SELECT max(name) FROM author) FROM v_days
SELECT * FROM (SELECT * FROM (SELECT text FROM comment))
SELECT CASE WHEN 1 THEN (SELECT group_concat(name) FROM author) END
SELECT * FROM v_posts ORDER BY (SELECT name FROM author LIMIT 1)
SELECT * FROM v_posts LIMIT (SELECT count(*) FROM person)
SELECT max(day) FROM v_days HAVING (SELECT count(*) FROM person) > 0
SELECT day FROM v_days UNION SELECT name FROM author
SELECT day FROM v_days EXCEPT SELECT text FROM comment
SELECT rowid FROM comment
SELECT v_comments.text FROM v_comments
SELECT v_comments.from_id FROM v_comments
SELECT raw FROM v_posts
SELECT * FROM named_wanted
SELECT * FROM talk_wanted
SELECT * FROM talk
SELECT * FROM institution_phrase

## names: a name of one's own that looks like a view
WITH v_posts AS (SELECT raw FROM post) SELECT * FROM v_posts
WITH v_comments AS (SELECT text FROM comment) SELECT * FROM v_comments
WITH v_comments(text) AS (SELECT text FROM comment) SELECT text FROM v_comments
WITH v_posts AS MATERIALIZED (SELECT raw FROM post) SELECT count(*) FROM v_posts
WITH v_posts AS NOT MATERIALIZED (SELECT name FROM author) SELECT * FROM v_posts
WITH "v_posts" AS (SELECT name FROM author) SELECT * FROM "v_posts"
WITH RECURSIVE v_days(day) AS (SELECT name FROM author UNION SELECT day FROM v_days) SELECT * FROM v_days
WITH x AS (WITH v_posts AS (SELECT name FROM author) SELECT * FROM v_posts) SELECT * FROM x
SELECT * FROM (SELECT raw FROM post) AS v_posts
SELECT v_posts.raw FROM post AS v_posts
SELECT raw FROM comment v_comments
SELECT v_posts FROM (SELECT name AS v_posts FROM author)
WITH post AS (SELECT * FROM main.post) SELECT * FROM post
WITH v_posts AS (SELECT * FROM v_posts), author AS (SELECT * FROM main.author) SELECT * FROM author
SELECT * FROM v_posts AS a JOIN (WITH v_answers AS (SELECT name FROM author) SELECT * FROM v_answers) AS b

## search: the index of words
SELECT * FROM comment_search
SELECT rowid FROM comment_search WHERE comment_search MATCH 'тел*'
SELECT stems FROM comment_search('паспорт')
SELECT * FROM comment_search_data
SELECT * FROM comment_search_content
SELECT * FROM comment_search_idx
SELECT * FROM comment_search_docsize
SELECT * FROM comment_search_config
INSERT INTO comment_search (comment_search) VALUES ('rebuild')
INSERT INTO comment_search (comment_search) VALUES ('delete-all')
SELECT highlight(comment_search, 0, '', '') FROM comment_search
SELECT snippet(comment_search, 0, '', '', '', 10) FROM comment_search
SELECT bm25(comment_search) FROM comment_search
SELECT * FROM fts5vocab
SELECT fts5(?1)
SELECT text FROM v_posts WHERE text MATCH 'врач'

## functions: what is not on the list
SELECT load_extension('x.so')
SELECT load_extension('x.so', 'main')
SELECT readfile('/etc/passwd')
SELECT writefile('x', 'y')
SELECT edit('x')
SELECT fts3_tokenizer('simple')
SELECT sqlite_version()
SELECT sqlite_source_id()
SELECT sqlite_compileoption_get(1)
SELECT sqlite_compileoption_used('x')
SELECT sqlite_log(1, 'x')
SELECT sqlite_offset(text) FROM v_posts
SELECT last_insert_rowid()
SELECT changes()
SELECT total_changes()
SELECT printf('%.*c', 900000000, 'x')
SELECT format('%900000000d', 1)
SELECT PRINTF('%.*c', 900000000, 'x')
SELECT "printf"('%s', 1)
SELECT zeroblob(900000000)
SELECT randomblob(900000000)
SELECT hex(randomblob(1000000))
SELECT hex(text) FROM v_posts
SELECT quote(text) FROM v_posts
SELECT char(0, 0, 0)
SELECT unicode('x')
SELECT soundex('x')
SELECT random()
SELECT json('[]')
SELECT json_extract('{}', '$')
SELECT json_group_array(day) FROM v_days
SELECT * FROM json_each('[1]')
SELECT * FROM json_tree('{"a": [1]}')
SELECT v.text, j.* FROM v_posts AS v, json_each('[1,2]') AS j
SELECT '[1]' -> '$[0]'
SELECT '[1]' ->> 0
SELECT * FROM generate_series(1, 1000000000)
SELECT text FROM v_posts WHERE text REGEXP '(a+)+$'
SELECT text FROM v_posts WHERE regexp('(a+)+$', text)
SELECT text FROM v_posts WHERE text GLOB '*a*a*a*a*'
SELECT glob('*a*a*a*a*b', 'aaaa')
SELECT match('a', 'b')
SELECT rtreecheck('x')
SELECT geopoly_json('x')
SELECT likelihood(1, 0.5)
SELECT sqlite_rename_table('main', 'x', 'y', 'z', 'a', 'b', 0)
SELECT upper(load_extension('x'))

## two: a second statement, or what hides one
SELECT 1; SELECT 2
SELECT 1; DROP TABLE post
SELECT 1;; DELETE FROM post
SELECT 1 /* ; */; SELECT 2
SELECT 1; /* nothing */ SELECT 2
SELECT 1 -- first\n; DELETE FROM post
SELECT ';' ; DELETE FROM post
SELECT 1; ATTACH 'x' AS y
/* a */ DELETE FROM post
-- a\nDELETE FROM post
/* SELECT */ PRAGMA user_version
;SELECT 1
; DROP TABLE post
SELECT 1 /* not closed \n FROM nowhere
SELECT * FROM /* v_posts */ post
SELECT * FROM v_posts -- \n, author
SELECT 1 FROM v_posts /*!50000 UNION SELECT name FROM author*/ UNION SELECT name FROM author
SELECT 'a''b' ; SELECT "c""d"
SELECT 1 WHERE 'x' = 'y' --' \n ; DELETE FROM post

## signs: hidden and foreign characters
SELECT 1\0
SELECT 1\0; DROP TABLE post
SELECT '\0'
SELECT * FROM v_posts\u200b
SELECT * FROM v_p\u200dosts
SELECT \u202e1
SELECT * FROM \ufeffv_posts
SELECT * FROM ｖ＿ｐｏｓｔｓ
ＳＥＬＥＣＴ 1
SELECT * FROM v_рosts
SELECT “1”
SELECT * FROM «v_posts»
SELECT 1 FROM v_posts WHERE rubric = ‘x’
SELECT 'not closed
SELECT "not closed
SELECT [not closed
SELECT `not closed
SELECT \u00ad1
SELECT \u2066 1
SELECT \ue000
SELECT \x07 1

## recursion: questions without an end
WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT count(*) FROM x
WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n FROM x) SELECT max(n) FROM x
WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT n FROM x ORDER BY n DESC
WITH RECURSIVE x(n) AS (SELECT 1 UNION SELECT n + 1 FROM x) SELECT count(*) FROM x
WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x LIMIT 1000000000) SELECT sum(n) FROM x
WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x), y AS (SELECT * FROM x) SELECT count(*) FROM y
WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x WHERE n < 1e18) SELECT median(n) FROM x
WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT group_concat(n) FROM x
WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT * FROM x WHERE n < 0
WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT count(DISTINCT n) FROM x
WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT row_number() OVER (ORDER BY -n) FROM x
WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT EXISTS (SELECT 1 FROM x WHERE n < 0)
WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT 1 WHERE 0 IN (SELECT n FROM x)
WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT (SELECT count(*) FROM x) + (SELECT max(n) FROM x)
WITH RECURSIVE x(n) AS MATERIALIZED (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT count(*) FROM x, x AS y
WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT n FROM x GROUP BY n
WITH RECURSIVE x(d) AS (SELECT date('2020-01-01') UNION ALL SELECT date(d, '+1 day') FROM x) SELECT count(*) FROM x
WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT percentile(n, 50) FROM x GROUP BY n % 1000

## strings: texts that grow
WITH RECURSIVE x(s) AS (SELECT 'a' UNION ALL SELECT s || s FROM x) SELECT max(length(s)) FROM x
WITH RECURSIVE x(s, n) AS (SELECT 'a', 1 UNION ALL SELECT s || s, n + 1 FROM x WHERE n < 30) SELECT length(s) FROM x
WITH RECURSIVE x(s, n) AS (SELECT 'a', 1 UNION ALL SELECT replace(s, 'a', 'aaaaaaaaaaaaaaaa'), n + 1 FROM x WHERE n < 30) SELECT s FROM x
WITH RECURSIVE x(s, n) AS (SELECT '<<1000|a>>', 1 UNION ALL SELECT s || '<<900|b>>', n + 1 FROM x) SELECT count(*) FROM x ORDER BY s
WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x WHERE n < 10000000) SELECT group_concat('<<500|a>>') FROM x
WITH RECURSIVE x(s, n) AS (SELECT 'a', 1 UNION ALL SELECT s || s, n + 1 FROM x WHERE n < 19) SELECT group_concat(x.s, y.s) FROM x, x AS y
WITH RECURSIVE x(s, n) AS (SELECT 'a', 1 UNION ALL SELECT s || s, n + 1 FROM x WHERE n < 19), y AS MATERIALIZED (SELECT a.s || b.n AS s FROM x AS a, x AS b, x AS c, x AS d) SELECT count(*) FROM y AS p, y AS q WHERE p.s < q.s
WITH RECURSIVE x(s, n) AS (SELECT 'a', 1 UNION ALL SELECT s || s, n + 1 FROM x WHERE n < 19) SELECT sum(instr(a.s || 'b', b.s || 'c')) FROM x AS a, x AS b, x AS c, x AS d
WITH RECURSIVE x(s, n) AS (SELECT 'a', 1 UNION ALL SELECT s || s, n + 1 FROM x WHERE n < 19) SELECT sum(instr(m || n, substr(m, 1, 130000) || 'b')) FROM x, (SELECT max(s) AS m FROM x)
WITH RECURSIVE x(s, n) AS (SELECT 'a', 1 UNION ALL SELECT s || s, n + 1 FROM x WHERE n < 19) SELECT count(*) FROM x AS a, x AS b, x AS c, x AS d WHERE a.s || b.s || c.n || d.n LIKE '%a%a%a%a%a%a%a%b'
WITH RECURSIVE x(s, n) AS (SELECT 'a', 1 UNION ALL SELECT s || s, n + 1 FROM x WHERE n < 19) SELECT count(*) FROM x AS a, x AS b, x AS c, x AS d WHERE a.s || b.s || c.n || d.n LIKE '%_a_a_a_a_a_b%'
WITH RECURSIVE x(s, n) AS (SELECT 'a', 1 UNION ALL SELECT s || s, n + 1 FROM x WHERE n < 19) SELECT count(DISTINCT a.s || b.s || c.n) FROM x AS a, x AS b, x AS c
WITH RECURSIVE x(s, n) AS (SELECT 'a', 1 UNION ALL SELECT s || s, n + 1 FROM x WHERE n < 19) SELECT a.s FROM x AS a, x AS b, x AS c, x AS d, x AS e ORDER BY a.s || b.n || c.n || d.n
WITH RECURSIVE x(s, n) AS (SELECT 'a', 1 UNION ALL SELECT s || s, n + 1 FROM x WHERE n < 19) SELECT lower(upper(lower(upper(a.s)))) LIKE b.s FROM x AS a, x AS b
WITH RECURSIVE x(s, n) AS (SELECT 'a', 1 UNION ALL SELECT s || s, n + 1 FROM x WHERE n < 19) SELECT count(*) FROM x AS a, x AS b, x AS c, x AS d, x AS e WHERE replace(a.s || e.n, 'a', d.n) = trim(b.s || c.n, 'a')
WITH RECURSIVE x(s, n) AS (SELECT 'a', 1 UNION ALL SELECT s || s, n + 1 FROM x WHERE n < 18) SELECT count(*) FROM x AS a, x AS b, x AS c, x AS d WHERE trim(a.s, b.s) > ltrim(c.s, d.s)
SELECT text LIKE '<<300|%a>>' FROM v_posts
SELECT '<<30000|a>>'
SELECT replace(replace(replace(replace(replace('aaaaaaaaaaaaaaaa', 'a', 'aaaaaaaaaaaaaaaa'), 'a', 'aaaaaaaaaaaaaaaa'), 'a', 'aaaaaaaaaaaaaaaa'), 'a', 'aaaaaaaaaaaaaaaa'), 'a', 'aaaaaaaaaaaaaaaa')
SELECT count(*) FROM (SELECT replace('<<1000|a>>', 'a', '<<900|b>>') AS s FROM v_days AS a, v_days AS b, v_days AS c ORDER BY s, a.day)

## joins: each with each
SELECT count(*) FROM v_comments AS a, v_comments AS b, v_comments AS c, v_comments AS d
SELECT count(*) FROM v_days AS a, v_days AS b, v_days AS c, v_days AS d
SELECT count(*) FROM v_posts AS a JOIN v_posts AS b JOIN v_posts AS c JOIN v_posts AS d
SELECT * FROM v_posts AS a, v_posts AS b, v_posts AS c, v_posts AS d ORDER BY a.text || b.text || c.text
SELECT DISTINCT a.day || b.day || c.day || d.day AS x FROM v_days AS a, v_days AS b, v_days AS c, v_days AS d ORDER BY -x
SELECT a.day, count(*) FROM v_days AS a, v_days AS b, v_days AS c, v_days AS d GROUP BY a.day || b.day || c.day
SELECT max(a.comment_id + b.comment_id * c.comment_id * d.comment_id) FROM v_comments AS a, v_comments AS b, v_comments AS c, v_comments AS d
SELECT count(*) FROM v_posts AS a, v_posts AS b, v_posts AS c WHERE a.text || b.text LIKE '%x%' || c.text || '%'
SELECT (SELECT count(*) FROM v_posts AS b, v_posts AS c, v_posts AS d WHERE b.views > a.views) FROM v_posts AS a ORDER BY 1
SELECT sum((SELECT count(*) FROM v_comments AS b, v_comments AS c WHERE b.hour > a.hour AND c.hour < b.hour)) FROM v_comments AS a, v_posts AS d
SELECT count(*) FROM v_posts AS a WHERE EXISTS (SELECT 1 FROM v_posts AS b, v_posts AS c, v_posts AS d, v_posts AS e WHERE b.views + c.views + d.views + e.views < a.views - 1e12)
SELECT count(*) FROM v_posts AS a LEFT JOIN v_posts AS b ON a.views <> b.views LEFT JOIN v_posts AS c ON b.views <> c.views LEFT JOIN v_posts AS d ON c.views <> d.views
SELECT count(*) FROM v_posts AS a FULL JOIN v_posts AS b ON a.text <> b.text FULL JOIN v_posts AS c ON b.text <> c.text FULL JOIN v_posts AS d ON c.text <> d.text
SELECT count(*) FROM v_posts<<70|, v_posts>>
SELECT count(*) FROM v_posts AS a0<<30| NATURAL JOIN v_days>>, v_posts AS b, v_posts AS c, v_posts AS d, v_posts AS e
SELECT a.day FROM v_days AS a, v_days AS b, v_days AS c, v_days AS d, v_days AS e EXCEPT SELECT day FROM v_days
SELECT a.day || b.day || c.day || d.day AS x FROM v_days AS a, v_days AS b, v_days AS c, v_days AS d UNION SELECT day FROM v_days

## windows: each row with all its neighbours
SELECT sum(a.views) OVER (ORDER BY a.views + b.views ROWS BETWEEN 100000 PRECEDING AND 100000 FOLLOWING) FROM v_posts AS a, v_posts AS b, v_posts AS c, v_posts AS d
SELECT group_concat(a.text) OVER (ORDER BY b.views) FROM v_posts AS a, v_posts AS b, v_posts AS c
SELECT nth_value(a.text, 1000) OVER (ORDER BY c.views RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM v_posts AS a, v_posts AS b, v_posts AS c, v_posts AS d
SELECT median(x) FROM (SELECT rank() OVER (ORDER BY a.day || b.day || c.day) AS x FROM v_days AS a, v_days AS b, v_days AS c, v_days AS d)
SELECT ntile(3) OVER (PARTITION BY a.day, b.day ORDER BY c.day) FROM v_days AS a, v_days AS b, v_days AS c, v_days AS d
SELECT lag(a.day, 100000) OVER (ORDER BY a.day || b.day || c.day || d.day) FROM v_days AS a, v_days AS b, v_days AS c, v_days AS d

## size: too deep, too long, too many
SELECT <<2000|(>>1<<2000|)>>
SELECT <<300|(SELECT >>1<<300|)>>
SELECT <<500|-(>>1<<500|)>>
SELECT <<300|NOT >>1
SELECT 1<<2000| + 1>>
SELECT 1<<200| UNION ALL SELECT 1>>
SELECT 1<<100| UNION SELECT 1>>
SELECT 1<<3000|, 1>>
SELECT count(*) FROM v_days WHERE day IN (1<<30000|,1>>)
SELECT count(*) FROM v_days WHERE 1<<1000| AND 1>>
SELECT count(*) FROM v_days WHERE 1<<1000| OR 0>>
SELECT coalesce(1<<500|, 2>>)
SELECT CASE<<1200| WHEN 0 THEN 0>> END<<120| || 'a'>>
SELECT * FROM <<200|(SELECT * FROM >>v_posts<<200|)>>
SELECT max(<<150|abs(>>1<<150|)>>)
SELECT <<7000|a.>>b
WITH <<200|x AS (SELECT 1), >>y AS (SELECT 1) SELECT * FROM y
SELECT 'a'<<2000| || 'a'>>
SELECT 1 IN (<<150|SELECT 1 IN (>>1<<151|)>>
SELECT <<20000| >>

## parameters: without a value, of a foreign form
SELECT ?
SELECT ?1
SELECT ?999999
SELECT :missing
SELECT @x
SELECT $x
SELECT #1
SELECT :a, :b

## rubbish: no question at all

-- only a remark
/* only a remark */
;
SELECT
SELECT FROM
SELECT * FROM
SELECT * FROM v_posts WHERE
SELECT * v_posts
SELEC 1
1
SELECT 1 1 1
)(
SELECT * FROM v_posts GROUP
SELECT sum(count(*)) FROM v_posts
SELECT * FROM v_posts WHERE sum(views) > 1
