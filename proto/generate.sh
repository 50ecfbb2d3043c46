#!/usr/bin/env bash
# The Kafka messages of proto/ -> OUT/*_pb.js and *_pb.d.ts; the types of the gRPC services -> OUT/grpc/*.d.ts.
# usage: proto/generate.sh [OUT]   (default: generated)
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
(cd proto && "$protoc" --proto_path=. \
  --plugin=protoc-gen-ts=../node_modules/.bin/protoc-gen-ts \
  --js_out=import_style=commonjs,binary:"$out" \
  --ts_out="$out" \
  kafka.proto protos/common.proto protos/events.proto)
# The services' messages are read from proto/ at start, with these options (control-api/definitions.ts): here only their types.
types=$(mktemp -d -p .)
trap 'rm -rf "$types"' EXIT
node_modules/.bin/proto-loader-gen-types --keepCase --longs=String --enums=String --defaults --oneofs \
  --grpcLib=@grpc/grpc-js --includeDirs=proto --importFileExtension=.js --outDir="$types" o2control.proto apricot.proto >/dev/null
node_modules/.bin/tsc --declaration --emitDeclarationOnly --skipLibCheck --module nodenext --types node \
  --rootDir "$types" --outDir "$out/grpc" "$types"/*.ts
echo '{ "type": "commonjs" }' > "$out/package.json"
