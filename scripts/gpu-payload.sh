#!/bin/sh
# Packs all that scripts/gpu-check.sh needs on a machine that has a GPU and no Java: .gpu/payload.tar.xz, about 45 MB.
# Needs a JDK 25 (JAVA_HOME, or the java on the PATH), Maven and xz.
set -eu
cd "$(dirname "$0")/.."
home=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}
version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
if [ "${version:-0}" -lt 25 ]; then
  echo "gpu-payload: $home is no JDK 25 or newer: set JAVA_HOME" >&2
  exit 1
fi
mvn -q -B -Dchecks=off -Dmaven.test.skip=true -pl cli,bench -am package

payload=.gpu/payload
rm -rf .gpu && mkdir -p "$payload/lib" "$payload/native"
# Not compressed inside: xz does that better.
"$home/bin/jlink" --strip-debug --no-header-files --no-man-pages --compress zip-0 --output "$payload/jre" \
  --add-modules java.base,java.desktop,java.logging,java.management,java.net.http,java.xml,jdk.incubator.vector,jdk.unsupported,jdk.zipfs
for jar in cli/target/torch4j-cli.jar cli/target/lib/*.jar cli/target/native/*.jar; do
  unpacked=$(mktemp -d)
  (cd "$unpacked" && "$home/bin/jar" --extract --file "$OLDPWD/$jar")
  find "$unpacked" \( -name include -o -name 'libjni*' \) -prune -exec rm -r {} +
  case $jar in */native/*) to=native ;; *) to=lib ;; esac
  "$home/bin/jar" --create --no-manifest --no-compress --file "$payload/$to/$(basename "$jar")" -C "$unpacked" .
  rm -rf "$unpacked"
done
cp bench/target/torch4j-bench-*.jar "$payload/bench.jar"
XZ_OPT=-6T0 tar -cJf .gpu/payload.tar.xz -C "$payload" .
rm -rf "$payload"
ls -l .gpu/payload.tar.xz
