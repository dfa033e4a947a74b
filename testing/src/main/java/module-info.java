/** What tests of tensor programs need: golden cases, gradcheck, assertions. */
module org.torch4j.testing {
  requires static org.jspecify;
  requires transitive org.torch4j;
  requires com.fasterxml.jackson.databind;

  exports org.torch4j.testing;
  exports org.torch4j.testing.catalog;
  exports org.torch4j.testing.conformance;
}
