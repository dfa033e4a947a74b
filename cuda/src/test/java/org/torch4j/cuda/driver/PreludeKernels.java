package org.torch4j.cuda.driver;

import java.util.LinkedHashMap;
import java.util.Map;
import org.torch4j.cuda.fakes.KernelCatalogue;

/** Kernels that use all of the prelude. */
public final class PreludeKernels implements KernelCatalogue {
  static final String CONVERT =
      """
      extern "C" __global__ void convert(const float* x, f16* half, bf16* brain, float* back, i64 n) {
        GRID_STRIDE(i, n) {
          half[i] = x[i];
          brain[i] = x[i];
          back[2 * i] = half[i];
          back[2 * i + 1] = brain[i];
        }
      }
      """;

  static final String REDUCE =
      """
      struct Pair { double value; i64 index; };
      extern "C" __global__ void __launch_bounds__(1024) reduce(const float* x, float* sum, double* most, i64* at, i32 n) {
        float s = 0.f;
        Pair best = {-INFINITY, -1};
        GRID_STRIDE_32(i, n) {
          s += x[i];
          if (x[i] > best.value) best = {x[i], i};
        }
        s = block_reduce(s, 0.f, [](float a, float b) { return a + b; });
        best = block_reduce(best, Pair{-INFINITY, -1}, [](Pair a, Pair b) {
          return b.value > a.value || (b.value == a.value && b.index < a.index) ? b : a;
        });
        if (threadIdx.x == 0) {
          sum[blockIdx.x] = s;
          most[blockIdx.x] = best.value;
          at[blockIdx.x] = best.index;
        }
      }
      """;

  static final String ATOMICS =
      """
      extern "C" __global__ void atomics(float* f, double* d, i32* i, i64* l, f16* h, bf16* b, i16* s, i8* c, bool* any) {
        atomic_add(f, 1.f);
        atomic_add(d, 1.0);
        atomic_add(i, 1);
        atomic_add(l, (i64) 1);
        atomic_add(h + 1, f16(1.f));
        atomic_add(b + 1, bf16(1.f));
        atomic_add(s + 1, (i16) 1);
        atomic_add(c + 3, (i8) 1);
        atomic_update(any, [](bool old) { return true; });
        atomic_update(f + 1, [](float old) { return fmaxf(old, (float) threadIdx.x); });
        atomic_update(d + 1, [](double old) { return fmin(old, -(double) threadIdx.x); });
      }
      """;

  static final String RANDOM =
      """
      extern "C" __global__ void random(u32* out, u64 seed, u64 subsequence, u64 position) {
        uint4 r = philox(seed, subsequence, position);
        out[0] = r.x; out[1] = r.y; out[2] = r.z; out[3] = r.w;
      }
      """;

  static final String WARPS =
      """
      extern "C" __global__ void warps(int* out, const u64* pointers) {
        DYN_SMEM(int, shared);
        int i = threadIdx.x;
        shared[i] = i * i;
        __syncthreads();
        out[i] = shared[blockDim.x - 1 - i];
        out[64 + i] = shuffle_up(i, 1);
        out[128 + i] = shuffle_down(i, 2);
        out[192 + i] = (int) shuffle((i64) i, 5);
        out[256 + i] = __popc(__ballot_sync(0xffffffffu, i % 3 == 0));
        out[320 + i] = __any_sync(0xffffffffu, i == 40) * 2 + __all_sync(0xffffffffu, i < 40);
        int few = __syncthreads_count(i < 10);
        if ((i & 31) < 16) out[384 + i] = __shfl_xor_sync(0xffffu, i, 1);
        else out[384 + i] = few;
        __syncwarp();
        T4J_POINTER(int, pointers[i & 1])[i >> 1] = i;
      }
      """;

  static final String STRIDED =
      """
      struct Strides { int size[4]; int step[4]; };
      extern "C" __global__ void strided(float* y, const float* x, int n, int dims, const __grid_constant__ Strides g) {
        GRID_STRIDE_32(i, n) {
          int rest = i, at = 0;
          for (int d = dims - 1; d >= 0; d--) {
            int q = rest / g.size[d];
            at += (rest - q * g.size[d]) * g.step[d];
            rest = q;
          }
          y[i] = x[at];
        }
      }
      """;

  @Override
  public Map<String, String> sources() {
    var sources = new LinkedHashMap<String, String>();
    sources.put("axpb", LaunchTest.AXPB);
    sources.put("convert", CONVERT);
    sources.put("reduce", REDUCE);
    sources.put("atomics", ATOMICS);
    sources.put("random", RANDOM);
    sources.put("warps", WARPS);
    sources.put("strided", STRIDED);
    return sources;
  }

  @Override
  public int mostRegisters(String title) {
    return 64;
  }
}
