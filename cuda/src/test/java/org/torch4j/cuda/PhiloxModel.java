package org.torch4j.cuda;

import org.torch4j.Cuda;
import org.torch4j.type.DeviceProperties;

/**
 * PyTorch's draws on a GPU in plain Java, written from the description alone: Philox 4x32-10 by its
 * paper, and which word goes to which element.
 */
final class PhiloxModel {
  private final long seed;
  private long round;

  /** The streams of a seed from their start. */
  PhiloxModel(long seed) {
    this.seed = seed;
  }

  /** Four words for a counter and a key. */
  static int[] words(int[] counter, int[] key) {
    int[] c = counter.clone();
    int k0 = key[0];
    int k1 = key[1];
    for (int i = 0; i < 10; i++) {
      long a = (c[0] & 0xFFFFFFFFL) * 0xD2511F53L;
      long b = (c[2] & 0xFFFFFFFFL) * 0xCD9E8D57L;
      c = new int[] {(int) (b >>> 32) ^ c[1] ^ k0, (int) b, (int) (a >>> 32) ^ c[3] ^ k1, (int) a};
      k0 += 0x9E3779B9;
      k1 += 0xBB67AE85;
    }
    return c;
  }

  /** The words of a round of a thread's stream, counted from the first that is not used. */
  int[] words(long thread, long later) {
    long at = round + later;
    return words(
        new int[] {(int) at, (int) (at >>> 32), (int) thread, (int) (thread >>> 32)},
        new int[] {(int) seed, (int) (seed >>> 32)});
  }

  /** Threads that PyTorch uses for {@code n} elements on this device. */
  static long threads(long n) {
    DeviceProperties p = Cuda.getDeviceProperties(0);
    long most = (long) p.multiProcessorCount() * (p.maxThreadsPerMultiProcessor() / 256);
    return 256 * Math.min((n + 255) / 256, most);
  }

  /** Passes over {@code words} of each stream, in rounds of four. */
  void skip(long words) {
    round += (words + 3) / 4;
  }

  /** Passes over what a fill of {@code n} elements uses, {@code draws} to a round. */
  void skipFill(long n, int draws) {
    round += (n - 1) / (threads(n) * draws) + 1;
  }

  /** The word that element {@code i} of {@code n} gets, one each. */
  int word(long n, long i) {
    long t = threads(n);
    return words(i % t, i / t / 4)[(int) (i / t % 4)];
  }

  /** The two words that element {@code i} of {@code n} gets, the first one above. */
  long pair(long n, long i) {
    long t = threads(n);
    int[] w = words(i % t, i / t / 2);
    int at = (int) (i / t % 2) * 2;
    return (long) w[at] << 32 | w[at + 1] & 0xFFFFFFFFL;
  }

  /** A float in (0, 1] of a word. */
  static float unit(int word) {
    return (float) (word & 0xFFFFFFFFL) * 0x1p-32f + 0x1p-33f;
  }

  /** A double in (0, 1] of two words, the first one above. */
  static double unit(long pair) {
    return ((pair >>> 32) ^ (pair & 0xFFFFFFFFL) << 21) * 0x1p-53 + 0x1p-54;
  }

  /** The normal draw of element {@code i} of {@code n}. */
  double normal(long n, long i) {
    long t = threads(n);
    int[] w = words(i % t, i / t / 4);
    int of = (int) (i / t % 4);
    double radius = Math.sqrt(-2 * Math.log(unit(w[of / 2 * 2])));
    double angle = 2 * Math.PI * ((w[of / 2 * 2 + 1] & 0xFFFFFFFFL) * 0x1p-32 + 0x1p-33);
    return radius * (of % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
  }

  /** The same in double: a round gives two. */
  double wideNormal(long n, long i) {
    long t = threads(n);
    int[] w = words(i % t, i / t / 2);
    double radius = Math.sqrt(-2 * Math.log(unit((long) w[0] << 32 | w[1] & 0xFFFFFFFFL)));
    double angle = 2 * Math.PI * unit((long) w[2] << 32 | w[3] & 0xFFFFFFFFL);
    return radius * (i / t % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
  }
}
