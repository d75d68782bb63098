-- As in 0011, without the rows that were set aside (0012): those do not wait to be told, and would make every start read back to the oldest of them.
CREATE OR REPLACE FUNCTION told_since(p_cell text) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT least(max(updated_at), (SELECT min(created_at) FROM outbox WHERE published_at IS NULL AND set_aside_at IS NULL))
  FROM partition_offsets WHERE cell = p_cell HAVING max(updated_at) IS NOT NULL
$$;
