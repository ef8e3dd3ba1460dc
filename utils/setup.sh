#!/bin/sh
# Make .venv with the packages that constraints.txt pins: sh utils/setup.sh [EXTRAS]
# EXTRAS are extras of pyproject.toml, such as grade,test. PYTHON may name a Python.
set -eu
extras=${1:+[$1]}
needed='import sys; sys.exit(sys.version_info < (3, 11))'

find_python() {
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c "$needed" 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "No Python 3.11 or newer was found. Install one, or name it:" >&2
    echo "    make setup PYTHON=/path/to/python3" >&2
    exit 1
}

python=$(find_python)
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    sh utils/debian.sh "python$version-venv" "Python's venv makes the folder .venv"
fi
if ! .venv/bin/python -c "$needed" 2>/dev/null; then
    echo "Setting up .venv: this takes a few minutes, and PyTorch is the most of it."
    "$python" -m venv --clear .venv
fi
pip() { .venv/bin/python -m pip --disable-pip-version-check "$@"; }

# torch comes first and exactly as pinned, so that nothing else chooses its build.
torch=$(grep '^torch==' constraints.txt)
pip install -c constraints.txt "$torch"
pip install -c constraints.txt -e ".$extras"
