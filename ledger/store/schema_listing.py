"""Queries that list a database's own schema: kind, name, what it belongs to, and what the database says of it."""

from __future__ import annotations

from typing import Final

#: Statistics that ANALYZE keeps, which no query reads but the planner's.
SQLITE: Final = (
    "SELECT type, name, tbl_name, sql FROM sqlite_master"
    " WHERE NOT (type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4'))"
)

#: Everything that hangs on the ledger's tables. What else stands in the schema is not read.
POSTGRESQL: Final = """
WITH place AS (
  SELECT n.oid, quote_ident(nspname) AS name, quote_literal(nspname) AS literal
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE c.oid = to_regclass('entry')
), ours AS (
  SELECT c.oid, c.relname AS name FROM pg_class c
  WHERE c.oid IN (SELECT to_regclass(quote_ident(n)) FROM unnest(string_to_array(:ours, ',')) n)
), listed AS (
  SELECT CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END AS kind, o.name AS item, o.name AS of,
    concat_ws(' ', c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.relispartition,
      (SELECT string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
        attgenerated, pg_get_expr(d.adbin, d.adrelid), NULLIF(a.attcollation, 100)), ', ' ORDER BY attnum)
       FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
      CASE c.relkind WHEN 'v' THEN pg_get_viewdef(c.oid) END) AS body
  FROM ours o JOIN pg_class c ON c.oid = o.oid
  UNION ALL SELECT 'constraint', conname, o.name, pg_get_constraintdef(k.oid)
  FROM pg_constraint k JOIN ours o ON o.oid = k.conrelid WHERE contype <> 'n'
  UNION ALL SELECT 'foreign-key', conname, conrelid::regclass::text, pg_get_constraintdef(k.oid)
  FROM pg_constraint k WHERE confrelid IN (SELECT oid FROM ours) AND conrelid NOT IN (SELECT oid FROM ours)
  UNION ALL SELECT 'index', indexrelid::regclass::text, o.name, concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid)
  FROM pg_index i JOIN ours o ON o.oid = i.indrelid
  UNION ALL SELECT 'trigger', tgname, o.name, concat_ws(' ', tgenabled, pg_get_triggerdef(g.oid))
  FROM pg_trigger g JOIN ours o ON o.oid = g.tgrelid WHERE NOT tgisinternal
  UNION ALL SELECT 'rule', rulename, o.name, pg_get_ruledef(r.oid)
  FROM pg_rewrite r JOIN ours o ON o.oid = r.ev_class WHERE rulename <> '_RETURN'
  UNION ALL SELECT 'policy', polname, o.name, polcmd::text FROM pg_policy p JOIN ours o ON o.oid = p.polrelid
  UNION ALL SELECT 'child-table', inhrelid::regclass::text, o.name, ''
  FROM pg_inherits h JOIN ours o ON o.oid = h.inhparent
  UNION ALL SELECT 'function', proname, pg_get_function_identity_arguments(p.oid), pg_get_functiondef(p.oid)
  FROM pg_proc p WHERE pronamespace = (SELECT oid FROM place) AND proname ~ '^ledger_' AND prokind = 'f'
)
SELECT kind, replace(item, name || '.', ''), replace(of, name || '.', ''),
  replace(replace(replace(body, name || '.', ''), name || ',', 'schema,'), literal || ',', 'schema,')
FROM listed, place
"""
