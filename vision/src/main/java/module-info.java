/** Pictures: data sets, transforms and models with trained weights. */
module org.torch4j.vision {
  requires transitive org.torch4j;
  requires java.desktop;
  requires java.net.http;
  requires static org.jspecify;

  exports org.torch4j.vision;
  exports org.torch4j.vision.models;
  exports org.torch4j.vision.transforms;

  // Modules find their parameters and submodules in their fields.
  opens org.torch4j.vision.models to
      org.torch4j;
}
