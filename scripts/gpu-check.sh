#!/bin/bash
# Tries torch4j on a machine with a GPU and no Java, in about ten minutes: what was found, golden cases, random numbers and speed beside
# that machine's Python PyTorch, training, memory errors. Run scripts/gpu-payload.sh first, here; results go to $OUT (default: gpu-out).
# The most telling steps come first, each has a limit of its own, and the exit status is that of the golden cases.
# Arguments: the steps to do, of "ops modules rng sizes train soak bench memcheck" and "times", which kernels take how long (default: all but
# times); BENCH holds options of the bench.
set -uo pipefail
cd "$(dirname "$0")/.."
steps=" ${*:-ops modules rng sizes train soak bench memcheck} "
out=${OUT:-gpu-out}
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -xJf .gpu/payload.tar.xz -C "$work" || exit 1
T4J_CUDA_PATH=${T4J_CUDA_PATH:-$(python3 -c 'import glob, sysconfig
print(":".join(glob.glob(sysconfig.get_paths()["purelib"] + "/nvidia/*/lib")))' 2> /dev/null)}
export T4J_CUDA_PATH T4J_KERNEL_CACHE=$work/cubin
java=("$work/jre/bin/java" -XX:+UseParallelGC --add-modules "ALL-MODULE-PATH,jdk.incubator.vector"
  "--enable-native-access=org.torch4j,org.torch4j.cpu,org.torch4j.cuda" --module-path "$work/lib")
torch4j=("${java[@]}" --class-path "$work/native/*" --module org.torch4j.cli/org.torch4j.cli.Main)
bench=("${java[@]}" --class-path "$work/native/*:$work/bench.jar")
status=0

wanted() { [[ $steps == *" $1 "* ]]; }

# start FILE SECONDS COMMAND...: in the background, since the host bounds these, not the GPU; `status` keeps the last failure.
pids=()
start() {
  local file=$1 limit=$2
  shift 2
  timeout "$limit" "$@" > "$work/$file" 2>&1 &
  pids+=($!)
}
# conformance SECTION SECONDS NAMES...: the cases of each pattern of names in a process of its own.
conformance() {
  local section=$1 limit=$2 names
  for names in "${@:3}"; do
    start "$section.$names" "$limit" "${torch4j[@]}" conformance "${goldens:-$work/oracle}" --only "$section" --device cuda \
      --match "^$section/$names"
  done
}

{
  date -u
  nvidia-smi --query-gpu=name,driver_version,memory.total,clocks.max.sm --format=csv,noheader
  python3 -c 'import torch; print("PyTorch", torch.__version__, "CUDA", torch.version.cuda, "cuDNN", torch.backends.cudnn.version())'
  timeout 60 "${torch4j[@]}" doctor
} 2>&1 | tee "$out/machine.txt"
grep -q '^cuda  *available' "$out/machine.txt" || exit 1

python3 -m zipfile -e testing/src/test/resources/oracle.zip "$work/oracle"
wanted ops && conformance ops 150 '[ab]' c '[d-f]' '[g-k]' l m '[no]' '[p-r]' 's[a-o_]' 's[p-z]' '[t-zHT_]'
wanted modules && conformance modules 150 'nn[._][A-B]' 'nn[._][C-F]' 'nn[._][G-L]' 'nn[._][M-R]' 'nn[._][S-Z]' '[^n]'
if wanted sizes; then
  for part in {1..6}; do
    start "sizes.$part" 150 "${torch4j[@]}" compare --match "$part/6"
  done
fi
if wanted rng; then
  timeout 60 python3 scripts/cuda-goldens.py "$work/goldens" || status=$?
  goldens=$work/goldens conformance rng 100 'seed_[0-9]*.torch.e' 'seed_[0-9]*.torch.[^e]' 'seed_[0-9]*.[^t]'
fi
for pid in ${pids[@]+"${pids[@]}"}; do wait "$pid" || status=$?; done
for section in ops modules rng sizes; do
  if wanted "$section"; then
    tail -n +1 "$work/$section".* | grep -v '^WARNING' > "$out/$section.txt"
    grep -E "^$section  |comparisons," "$out/$section.txt"
  fi
done
echo "$SECONDS s"

if wanted train; then
  for model in mlp cnn; do
    (cd "$work" && timeout 60 "${torch4j[@]}" train mnist --model "$model" --device cuda --epochs 2) 2>&1 | tee -a "$out/train.txt" | tail -n 3
  done
  echo "$SECONDS s"
fi

if wanted soak; then
  timeout 60 "${bench[@]}" org.torch4j.bench.SoakBench 20000 cuda 2>&1 | tee "$out/soak.txt"
  echo "$SECONDS s"
fi

if wanted bench; then
  timeout 240 "${bench[@]}" org.torch4j.bench.Bench --device cuda ${BENCH:---rounds 1 --warm-up 1200} 2>&1 | tee "$out/bench.txt"
  echo "$SECONDS s"
fi

if wanted times; then
  for what in 'convnet step, Adam' 'LSTM 2x128 step, Adam' 'encoder 4x256 step, Adam' 'ResNet-18 step, SGD' 'conv 64x64x56x56 step' \
    'attention 16x16x1024x64' 'ResNet-18 batch 128, SGD'; do
    T4J_KERNEL_TIMES=$work/times timeout 30 "${bench[@]}" org.torch4j.bench.SoakBench 20 cuda "$what"
    cat "$work/times"
  done > "$out/times.txt" 2>&1
  echo "$SECONDS s"
fi

if wanted memcheck && command -v compute-sanitizer > /dev/null; then
  (cd "$work" && timeout 90 compute-sanitizer --tool memcheck --target-processes all "${torch4j[@]}" conformance "$work/oracle" --only ops \
    --device cuda --match 'ops/(add|softmax|conv2d|sum|index_select)/') > "$out/memcheck.txt" 2>&1
  grep -E 'ERROR SUMMARY|Invalid' "$out/memcheck.txt" | tail -n 3
fi
echo "$SECONDS seconds in all"
exit "$status"
