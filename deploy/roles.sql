-- Roles and database on a PostgreSQL of yours. Once, as superuser:
--   psql -v owner_password=... -v app_password=... -v backup_password=... -f deploy/roles.sql
\set ON_ERROR_STOP on
CREATE ROLE savoir_owner LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'owner_password';
CREATE ROLE savoir_app LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'app_password';
CREATE ROLE savoir_search NOLOGIN NOSUPERUSER BYPASSRLS;
CREATE ROLE savoir_backup LOGIN NOSUPERUSER BYPASSRLS PASSWORD :'backup_password';
GRANT pg_read_all_data TO savoir_backup;
ALTER ROLE savoir_backup SET default_transaction_read_only = on;
GRANT savoir_search TO savoir_owner WITH INHERIT FALSE, SET TRUE;
CREATE DATABASE savoir OWNER savoir_owner TEMPLATE template0 ENCODING 'UTF8'
    LOCALE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8';
\connect savoir
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;
CREATE EXTENSION btree_gist;
CREATE EXTENSION btree_gin;
ALTER DEFAULT PRIVILEGES FOR ROLE savoir_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO savoir_app;
ALTER DEFAULT PRIVILEGES FOR ROLE savoir_owner GRANT USAGE, SELECT ON SEQUENCES TO savoir_app;
ALTER DEFAULT PRIVILEGES FOR ROLE savoir_owner GRANT EXECUTE ON FUNCTIONS TO savoir_app;
ALTER DEFAULT PRIVILEGES FOR ROLE savoir_owner GRANT USAGE ON SCHEMAS TO savoir_app;
GRANT USAGE ON SCHEMA public TO savoir_app;
GRANT USAGE, CREATE ON SCHEMA public TO savoir_search;
