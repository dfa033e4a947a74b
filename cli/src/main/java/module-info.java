/** The {@code torch4j} command. */
module org.torch4j.cli {
  requires static org.jspecify;
  requires org.torch4j;
  requires org.torch4j.testing;
  requires org.torch4j.vision;
  requires java.desktop;
  requires info.picocli;
  requires me.tongfei.progressbar;
  requires xchart;

  uses org.torch4j.backend.Backend;

  opens org.torch4j.cli to
      info.picocli;
  // Modules find their layers by reflection.
  opens org.torch4j.cli.mnist to
      org.torch4j;
}
