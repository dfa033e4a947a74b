/** Data sets of pictures. */
module org.torch4j.vision {
  requires transitive org.torch4j;
  requires static org.jspecify;

  exports org.torch4j.vision;
}
