# shellcheck shell=bash
# shellcheck disable=SC2154 # what is not set here is set by run
# What the rows say, on either database.

TABLES=(blob repository_blob manifest manifest_blob manifest_child tag upload review garbage trash trash_blob trash_child pin
  last_pull retention_hold quota_blob)

rows() {
  local table numbers=()
  for table in "${TABLES[@]}"; do
    numbers+=("(SELECT count(*) FROM $table)")
  done
  query "SELECT $(IFS=+ && echo "${numbers[*]}")"
}

# All graces and delays are over at once; the registry does not run meanwhile.
let_an_hour_pass() {
  query 'UPDATE review SET review_after = review_after - 3600000'
  query 'UPDATE trash SET purge_after = purge_after - 3600000'
  query 'UPDATE garbage SET not_before = not_before - 3600000'
  query 'UPDATE upload SET expires_at = expires_at - 3600000'
}

# await_none COMMAND...: waits until it prints 0, and prints what it printed last.
await_none() {
  local end=$((SECONDS + 120)) left
  while left=$("$@") && ((left > 0 && SECONDS < end)); do
    # What the collector did is garbage with a delay of its own.
    sleep 1
  done
  echo "$left"
}

# off NAME LIKE: what the account of a quota has more than the repositories of that name, counted without the tables of quotas.
off() {
  query "
    WITH mine AS (SELECT id FROM repository WHERE name LIKE '$2'),
         used AS (SELECT sum(bytes) AS bytes, sum(repositories) AS repositories, sum(tags) AS tags
                  FROM quota_share WHERE quota_id = (SELECT id FROM quota WHERE name = '$1'))
    SELECT bytes
           - (SELECT coalesce(sum(size), 0) FROM blob WHERE digest IN (
                SELECT digest FROM repository_blob WHERE repository_id IN (SELECT id FROM mine)
                UNION SELECT blob_digest FROM trash_blob WHERE repository_id IN (SELECT id FROM mine)))
           - (SELECT coalesce(sum(size), 0) FROM manifest WHERE repository_id IN (SELECT id FROM mine))
           - (SELECT coalesce(sum(size), 0) FROM trash WHERE repository_id IN (SELECT id FROM mine))
           - (SELECT coalesce(sum(CASE WHEN reserved > size THEN reserved ELSE size END), 0)
              FROM upload WHERE repository_id IN (SELECT id FROM mine)),
           repositories - (SELECT count(DISTINCT repository_id) FROM manifest WHERE repository_id IN (SELECT id FROM mine)),
           tags - (SELECT count(*) FROM tag WHERE repository_id IN (SELECT id FROM mine))
    FROM used"
}

# An account that is wrong at any time is a violation.
count_quotas() {
  local name like difference
  while read -r name like; do
    difference=$(off "$name" "$like")
    comparisons=$((comparisons + 1))
    [[ $difference == '0|0|0' ]] || violated "the quota $name is off by $difference (bytes, repositories, tags)"
  done <<'QUOTAS'
all %
limited limited/%
QUOTAS
}

violated() {
  violations=$((violations + 1))
  printf 'violation: %s\n' "$1"
}
