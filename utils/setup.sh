#!/bin/sh
# Make .venv with the packages that constraints.txt pins: sh utils/setup.sh [EXTRAS]
# EXTRAS are extras of pyproject.toml, such as grade,test. PYTHON may name a Python.
set -eu
extras=${1:+[$1]}
log=setup.log
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

# What went wrong, in words, from what pip wrote into the log.
reason() {
    if grep -q 'No space left on device' "$log"; then
        echo "The disk is full: PyTorch and the rest need about 2 GB, more with CUDA."
    elif grep -qE 'name resolution|Name or service not known|Network is unreachable|Connection refused|timed out|Max retries' "$log"; then
        echo "The package index could not be reached. Are you online, or behind a proxy?"
    elif grep -qE 'requires a different Python|Ignored the following versions that require' "$log"; then
        echo "A package does not work with this version of Python. Try another one:"
        echo "    make clean setup PYTHON=/path/to/python3"
    elif grep -qE 'ResolutionImpossible|No matching distribution' "$log"; then
        echo "No version of a package fits. If constraints.txt was changed, undo that."
    elif grep -q 'Permission denied' "$log"; then
        echo "A file may not be written. Who owns this folder, and .venv in it?"
    else
        echo "pip says why in its last lines:"
    fi
}

# step WORDS COMMAND...: run it with its output in the log, and say how long it took.
step() {
    words=$1
    shift
    begun=$(date +%s)
    "$@" >>"$log" 2>&1 &
    job=$!
    trap 'kill "$job" 2>/dev/null' INT TERM
    if [ -t 1 ]; then
        while kill -0 "$job" 2>/dev/null; do
            printf '\r  %s … %s s ' "$words" "$(($(date +%s) - begun))"
            sleep 1
        done
        printf '\r'
    fi
    if wait "$job"; then
        echo "  $words: $(($(date +%s) - begun)) s"
        return
    fi
    echo "  $words: failed after $(($(date +%s) - begun)) s"
    {
        reason
        tail -n 12 "$log" | sed 's/^/    /'
        echo "All of it is in $PWD/$log. Mend it, and run the same command again."
    } >&2
    exit 1
}

python=$(find_python)
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    sh utils/debian.sh "python$version-venv" "Python's venv makes the folder .venv"
fi
echo "Setting up .venv with $("$python" --version): this takes a few minutes, once."
: >"$log"
if ! .venv/bin/python -c "$needed" 2>/dev/null; then
    step "a place for the packages" "$python" -m venv --clear .venv
fi
pip() { .venv/bin/python -m pip --disable-pip-version-check "$@"; }

# torch comes first and exactly as pinned, so that nothing else chooses its build.
torch=$(grep '^torch==' constraints.txt)
step "PyTorch, the largest of them" pip install -c constraints.txt "$torch"
step "$(($(grep -c == constraints.txt) - 1)) others at most" \
    pip install -c constraints.txt -e ".$extras"
rm -f "$log"
