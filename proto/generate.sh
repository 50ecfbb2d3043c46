#!/usr/bin/env bash
# The Kafka messages of proto/ -> OUT/*_pb.js and *_pb.d.ts; the types of the gRPC services -> OUT/grpc/*.d.ts,
# their descriptors -> OUT/grpc/services.fdset.
# usage: proto/generate.sh [OUT]   (default: generated)
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-generated}
protoc=$(proto/protoc.sh)
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
# What reflection answers with.
(cd proto && "$protoc" --proto_path=. --proto_path=../node_modules/grpc-health-check/proto --include_imports \
  --descriptor_set_out="$out/grpc/services.fdset" o2control.proto apricot.proto health/v1/health.proto)
echo '{ "type": "commonjs" }' > "$out/package.json"
