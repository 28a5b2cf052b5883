#!/bin/sh
# What `make run` does once the environment is there: migrate, load the demo into an empty database, serve.
set -eu
export PORT="${PORT:-8000}" HOST="${HOST:-127.0.0.1}" LOG_LEVEL="${LOG_LEVEL:-WARNING}"
data="${DATA_DIR:-data}"
if [ -n "${DATABASE_URL:-}" ] || [ -e "$data/yaji.db" ]; then
    # A database is there already: it may hold real clients, so nothing is added to it without a yes.
    if [ -t 0 ]; then
        printf 'There is a database already. It will be migrated and served. Load the demo if it is empty? [y/N] '
        read -r answer
    else
        answer=n
    fi
else
    answer=y
fi
flask --app app db upgrade
case "$answer" in
    y | Y | yes | j | 是) flask --app app demo --if-empty ;;
esac
exec flask --app app serve
