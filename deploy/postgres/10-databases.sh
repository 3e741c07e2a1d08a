#!/bin/bash
# Runs once, when the cluster is made: a role and its databases for each part.
set -euo pipefail
make_database() { # role password database...
  psql -v ON_ERROR_STOP=1 -v role="$1" -v password="$2" -U postgres <<<"create role :\"role\" login password :'password';"
  local role=$1; shift 2
  for database in "$@"; do
    psql -v ON_ERROR_STOP=1 -v role="$role" -v database="$database" -U postgres <<<'create database :"database" owner :"role";'
  done
}
make_database handinhand "$DATABASE_PASSWORD" handinhand
make_database handinhand_app "$APP_DATABASE_PASSWORD" # owns nothing: row-level security holds for it
make_database temporal "$TEMPORAL_DATABASE_PASSWORD" temporal temporal_visibility
make_database keycloak "$KEYCLOAK_DATABASE_PASSWORD" keycloak
