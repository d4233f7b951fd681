#!/bin/sh
# .git/hooks/pre-commit, for those who use no framework. Make it executable.
# Checks what is staged, not what lies about: the files of the index are written to a folder of their own.
set -eu
ISMS_AUTHOR="${ISMS_AUTHOR:-./tools/isms-author.tgz}"
ISMS="${ISMS:-.}"

staged=$(mktemp -d)
trap 'rm -rf "$staged"' EXIT
git checkout-index --all --prefix="$staged/"
npx --yes --package="$ISMS_AUTHOR" isms check "$staged/$ISMS"
