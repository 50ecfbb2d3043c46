#!/usr/bin/env bash
# proto/*.proto -> OUT/*_pb.js and *_pb.d.ts.   usage: proto/generate.sh [OUT]   (default: generated)
# protoc 3.20.3 is the last release line with the JavaScript generator inside; it comes from Maven Central.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-generated}
version=3.20.3
cache=${XDG_CACHE_HOME:-$HOME/.cache}/aliecs-kafka/protoc-$version
protoc=$cache/protoc-$version-linux-x86_64.exe
if [ ! -x "$protoc" ]; then
  command -v mvn >/dev/null || { echo "make generate needs Maven (mvn), to fetch protoc $version" >&2; exit 1; }
  mkdir -p "$cache"
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    -Dartifact="com.google.protobuf:protoc:$version:exe:linux-x86_64" -DoutputDirectory="$cache"
  chmod +x "$protoc"
fi
mkdir -p "$out"
out=$(realpath "$out")
(cd proto && find . -name '*.proto' -print0 | sort -z | xargs -0 "$protoc" --proto_path=. \
  --plugin=protoc-gen-ts=../node_modules/.bin/protoc-gen-ts \
  --js_out=import_style=commonjs,binary:"$out" \
  --ts_out="$out")
echo '{ "type": "commonjs" }' > "$out/package.json"
