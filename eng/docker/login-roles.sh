#!/bin/bash
# Run by the Postgres image on its first start. The group roles get their rights from the migrations; these are who logs in as them:
# migrations own the schema, the worker only writes what it decides.
set -euo pipefail

psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" \
  -v migration_password="$MIGRATION_PASSWORD" -v worker_password="$WORKER_PASSWORD" <<'SQL'
CREATE ROLE fraudwatch_migrator NOLOGIN;
CREATE ROLE fraudwatch_worker NOLOGIN;
CREATE ROLE fraudwatch_analyst NOLOGIN;
CREATE ROLE fraudwatch_retrainer NOLOGIN;
CREATE ROLE fraudwatch_migrations LOGIN PASSWORD :'migration_password' IN ROLE fraudwatch_migrator;
CREATE ROLE fraudwatch_service LOGIN PASSWORD :'worker_password' IN ROLE fraudwatch_worker;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO fraudwatch_migrator;
SQL
