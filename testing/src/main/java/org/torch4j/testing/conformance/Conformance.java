package org.torch4j.testing.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.torch4j.Torch;
import org.torch4j.testing.GoldenSource;
import org.torch4j.testing.WholeFloats;
import org.torch4j.type.Device;

/**
 * Runs all golden cases of a folder: {@code ops/*.json}, {@code modules/*.json}, {@code rng/*.json}
 * and {@code pth/expected.json}, or those of them that it has.
 */
public final class Conformance {
  private Conformance() {}

  /** A kind of golden file. */
  public enum Section {
    /** Functions and methods, with gradients and wrong calls. */
    OPS,
    /** Classes of {@code torch.nn}. */
    MODULES,
    /** Random streams. */
    RNG,
    /** Checkpoints. */
    PTH;

    /** The folder's name. */
    public String folder() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What is run, and where.
   *
   * @param device where tensors are
   * @param sections the kinds of files
   * @param match what {@code section/name/id} of a case must contain, or null for all
   */
  public record Options(Device device, List<Section> sections, @Nullable Pattern match) {
    /** On this device. */
    public Options device(Device value) {
      return new Options(value, sections, match);
    }

    /** These kinds only. */
    public Options only(Section... some) {
      return new Options(device, List.of(some), match);
    }

    /** Only cases whose {@code section/name/id} contains a match. */
    public Options match(Pattern pattern) {
      return new Options(device, sections, pattern);
    }

    boolean takes(String section, String name, String id) {
      return match == null || match.matcher(section + "/" + name + "/" + id).find();
    }
  }

  /** Everything, on the CPU. */
  public static Options options() {
    return new Options(Device.CPU, Arrays.asList(Section.values()), null);
  }

  /**
   * Runs the cases of a folder.
   *
   * @throws IllegalArgumentException if there is no golden file in it
   */
  public static Report run(Path folder, Options options) {
    List<Outcome> outcomes = new ArrayList<>();
    boolean found = false;
    for (Section section : options.sections) {
      Path inside = folder.resolve(section.folder());
      if (Files.isDirectory(inside)) {
        found = true;
        for (String file : files(folder, section)) {
          try (WholeFloats whole = WholeFloats.on(options.device)) {
            run(section, inside, file, options, outcomes);
          }
        }
      }
    }
    if (!found) {
      throw new IllegalArgumentException(
          "no golden files in "
              + folder
              + ": it has none of the folders "
              + options.sections.stream().map(Section::folder).toList());
    }
    return new Report(outcomes);
  }

  /** What the index lists and what lies in the folder. */
  private static Set<String> files(Path root, Section section) {
    Set<String> names = new TreeSet<>(GoldenIndex.files(root, section.folder()));
    try (Stream<Path> all = Files.list(root.resolve(section.folder()))) {
      all.map(p -> p.getFileName().toString().replaceFirst("\\.gz$", ""))
          .filter(n -> n.endsWith(".json"))
          .map(n -> n.substring(0, n.length() - ".json".length()))
          .forEach(names::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    switch (section) {
      case RNG -> names.removeIf(n -> !n.startsWith("seed_"));
      case PTH -> names.retainAll(Set.of("expected"));
      case OPS, MODULES -> {}
    }
    return names;
  }

  private static void run(
      Section section, Path folder, String file, Options options, List<Outcome> into) {
    Cases cases = new Cases(section.folder(), options, into);
    GoldenSource source = GoldenSource.directory(folder);
    try {
      switch (section) {
        case OPS -> new OpCases(cases).run(source, file);
        case MODULES -> new ModuleCases(cases).run(source, file);
        case RNG -> new RandomCases(cases).run(source, file);
        case PTH -> new CheckpointCases(cases).run(source, folder, file);
      }
    } catch (RuntimeException e) {
      into.add(
          new Outcome(
              section.folder(),
              section.folder(),
              file,
              "file",
              Outcome.Check.VALUES,
              "cannot be read: " + Results.reason(e)));
    } finally {
      Torch.setDefaultDtype(Torch.float32);
    }
  }
}
