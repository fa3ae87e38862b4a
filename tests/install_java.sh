#!/bin/sh
# Spark needs Java 17 or newer. Says what it does; installs nothing where a Java is there already.
set -eu
if java -version >/dev/null 2>&1; then
  echo "Java is here: $(java -version 2>&1 | head -n 1)"
  exit 0
fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "No Java found: installing openjdk-17-jre-headless with apt-get."
  apt-get update -qq
  apt-get install -y -qq openjdk-17-jre-headless >/dev/null
  exit 0
fi
echo "No Java found, and this user may not install it. Install Java 17 (Debian: openjdk-17-jre-headless; macOS: brew install openjdk@17) and run this again." >&2
exit 2
