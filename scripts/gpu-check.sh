#!/bin/bash
# Tries torch4j on a machine with a GPU and no Java, within ten minutes: what was found, golden cases, training, memory errors, speed
# beside that machine's Python PyTorch. Run scripts/gpu-payload.sh first, here; results go to $OUT (default: gpu-out).
# The most telling steps come first, each has a limit of its own, and the exit status is that of the golden cases.
set -uo pipefail
cd "$(dirname "$0")/.."
out=${OUT:-gpu-out}
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -xJf .gpu/payload.tar.xz -C "$work" || exit 1
T4J_CUDA_PATH=${T4J_CUDA_PATH:-$(python3 -c 'import glob, sysconfig
print(":".join(glob.glob(sysconfig.get_paths()["purelib"] + "/nvidia/*/lib")))' 2> /dev/null)}
export T4J_CUDA_PATH T4J_KERNEL_CACHE=$work/cubin
java=("$work/jre/bin/java" -XX:+UseParallelGC --add-modules "ALL-MODULE-PATH,jdk.incubator.vector"
  "--enable-native-access=org.torch4j,org.torch4j.cpu,org.torch4j.cuda" --module-path "$work/lib" --class-path "$work/native/*")
torch4j=("${java[@]}" --module org.torch4j.cli/org.torch4j.cli.Main)

{
  date -u
  nvidia-smi --query-gpu=name,driver_version,memory.total,clocks.max.sm --format=csv,noheader
  python3 -c 'import torch; print("PyTorch", torch.__version__, "CUDA", torch.version.cuda, "cuDNN", torch.backends.cudnn.version())'
} 2>&1 | tee "$out/machine.txt"

timeout 60 "${torch4j[@]}" doctor 2>&1 | tee "$out/doctor.txt"
grep -q '^cuda  *available' "$out/doctor.txt" || exit 1

python3 -m zipfile -e testing/src/test/resources/oracle.zip "$work/oracle"
timeout 200 "${torch4j[@]}" conformance "$work/oracle" --only ops --device cuda --report "$out/conformance.json" > "$out/conformance.txt" 2>&1
status=$?
grep -E '^(category|ops)' "$out/conformance.txt"

(cd "$work" && timeout 60 "${torch4j[@]}" train mnist --device cuda --epochs 2) > "$out/train.txt" 2>&1
tail -n 3 "$out/train.txt"

if command -v compute-sanitizer > /dev/null; then
  (cd "$work" && timeout 60 compute-sanitizer --tool memcheck --target-processes all "${torch4j[@]}" conformance "$work/oracle" --only ops \
    --device cuda --match 'add|softmax|conv2d') > "$out/memcheck.txt" 2>&1
  grep -E 'ERROR SUMMARY|Invalid' "$out/memcheck.txt" | tail -n 3
fi

timeout 240 "${java[@]}" --class-path "$work/native/*:$work/bench.jar" org.torch4j.bench.Bench --device cuda --rounds 3 2>&1 \
  | tee "$out/bench.txt"
echo "$SECONDS seconds in all"
exit "$status"
