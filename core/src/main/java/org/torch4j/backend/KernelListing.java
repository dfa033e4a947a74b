package org.torch4j.backend;

import java.util.List;

/**
 * A generated kernel for people to read.
 *
 * @param title what it computes in, and how wide
 * @param loop the loop over the elements, as one would write it
 * @param code what the machine is given: bytecode, or source text
 */
public record KernelListing(String title, List<String> loop, List<String> code) {}
