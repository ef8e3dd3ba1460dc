#!/bin/sh
# See to it that a Debian package is there: sh utils/debian.sh PACKAGE REASON
# Root installs it; anyone else is told the command, and the script fails.
set -eu
package=$1 reason=$2
command="apt-get install -y --no-install-recommends $package"

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing $package: $reason."
    apt-get update -q
    exec env DEBIAN_FRONTEND=noninteractive $command
fi
echo "The package $package is missing: $reason. Install it with" >&2
echo "    sudo $command" >&2
echo "or your system's equivalent, then run make again." >&2
exit 1
