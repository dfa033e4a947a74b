package org.torch4j.cli;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version, as it stands in the module descriptor that the build writes. */
final class Version implements IVersionProvider {
  private Version() {}

  @Override
  public String[] getVersion() {
    return new String[] {"torch4j " + text()};
  }

  /** The version alone, e.g. {@code 0.1.0}. */
  static String text() {
    return Optional.ofNullable(Version.class.getModule().getDescriptor())
        .flatMap(ModuleDescriptor::rawVersion)
        .orElse("(unpackaged)");
  }
}
