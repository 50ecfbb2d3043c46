#!/usr/bin/env bash
# proto/ -> OUT/*.fdset: descriptor sets, each with all that it imports, for tools that read messages without
# generated code: pq, grpcurl -protoset, buf, the protobuf runtimes.
# usage: proto/fdset.sh [OUT]   (default: fdset)
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-fdset}
protoc=$(proto/protoc.sh)
mkdir -p "$out"
out=$(realpath "$out")
cd proto
for file in kafka.proto protos/events.proto o2control.proto apricot.proto; do
  "$protoc" --proto_path=. --include_imports --descriptor_set_out="$out/$(basename "$file" .proto).fdset" "$file"
done
