package org.torch4j.vision;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.torch4j.Tensor;
import org.torch4j.Torch;

/**
 * Files of trained weights by their addresses, {@code torch.hub}. They are kept in the folder where
 * Python's PyTorch keeps them, so that neither downloads what the other has.
 *
 * <p>A download that was broken off goes on where it stopped. A file whose name ends with {@code -}
 * and hexadecimal digits is used only if its SHA-256 begins with them.
 */
public final class Hub {
  private static volatile @Nullable Path dir;

  private Hub() {}

  /**
   * The cache folder, {@code torch.hub.get_dir}: what {@link #setDir} says, else {@code
   * $TORCH_HOME/hub}, else {@code $XDG_CACHE_HOME/torch/hub}, else {@code ~/.cache/torch/hub}.
   */
  public static Path getDir() {
    Path set = dir;
    if (set != null) {
      return set;
    }
    String home = System.getenv("TORCH_HOME");
    if (home != null && !home.isEmpty()) {
      return Path.of(home, "hub");
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    return cache != null && !cache.isEmpty()
        ? Path.of(cache, "torch", "hub")
        : Path.of(System.getProperty("user.home"), ".cache", "torch", "hub");
  }

  /** Sets the cache folder, {@code torch.hub.set_dir}; null for the usual one. */
  public static void setDir(@Nullable Path folder) {
    dir = folder;
  }

  /**
   * The state dict at an address, {@code torch.hub.load_state_dict_from_url}: from {@code
   * checkpoints} in the cache folder, downloaded first if it is not there or not whole.
   *
   * @throws UncheckedIOException if it can't be had; says which file to put where
   */
  public static Map<String, Tensor> loadStateDictFromUrl(String url) {
    return loadStateDictFromUrl(url, DownloadProgress.onConsole());
  }

  /** The same, telling {@code progress} how far a download is. */
  public static Map<String, Tensor> loadStateDictFromUrl(String url, DownloadProgress progress) {
    String name = url.substring(url.lastIndexOf('/') + 1);
    Path file = getDir().resolve("checkpoints").resolve(name);
    return Torch.loadStateDict(Download.of(url).fetch(file, progress));
  }

  /**
   * Downloads a file, {@code torch.hub.download_url_to_file}.
   *
   * @param file where to put it; its folder is made
   * @param hashPrefix what its SHA-256 must begin with, null for anything
   * @throws UncheckedIOException if it can't be downloaded or is not what it should be
   */
  public static void downloadUrlToFile(String url, Path file, @Nullable String hashPrefix) {
    new Download(url, "SHA-256", hashPrefix).fetch(file, DownloadProgress.onConsole());
  }
}
