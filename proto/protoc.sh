#!/usr/bin/env bash
# Prints the path of protoc, fetched from Maven Central the first time.
# 3.20.3 is of the last release line with the JavaScript generator inside.
set -euo pipefail
version=3.20.3
cache=${XDG_CACHE_HOME:-$HOME/.cache}/aliecs-kafka
name=protoc-$version-linux-x86_64.exe
protoc=$cache/protoc-$version/$name
if [ ! -x "$protoc" ]; then
  command -v mvn >/dev/null || { echo "Maven (mvn) not found: it fetches protoc $version" >&2; exit 1; }
  mkdir -p "$cache/protoc-$version"
  # Renamed into place when it is whole: several may fetch it at once.
  fetched=$(mktemp -d "$cache/protoc-$version.unfinished-XXXXXX")
  trap 'rm -rf "$fetched"' EXIT
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    -Dartifact="com.google.protobuf:protoc:$version:exe:linux-x86_64" -DoutputDirectory="$fetched" >&2
  chmod +x "$fetched/$name"
  mv "$fetched/$name" "$protoc"
fi
echo "$protoc"
