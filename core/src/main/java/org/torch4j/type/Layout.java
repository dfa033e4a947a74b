package org.torch4j.type;

/** How a tensor keeps its elements, {@code torch.layout}. */
public enum Layout {
  /** Every element has a place in memory, found by strides. */
  STRIDED("strided"),
  /** Coordinates and values of the elements that are said; all others are 0. */
  SPARSE_COO("sparse_coo"),
  /** A sparse matrix by rows: where each row begins, the columns, the values. */
  SPARSE_CSR("sparse_csr"),
  /** A sparse matrix by columns: where each column begins, the rows, the values. */
  SPARSE_CSC("sparse_csc"),
  /** {@link #SPARSE_CSR} whose entries are blocks of equal size. */
  SPARSE_BSR("sparse_bsr"),
  /** {@link #SPARSE_CSC} whose entries are blocks of equal size. */
  SPARSE_BSC("sparse_bsc");

  private final String torchName;

  Layout(String torchName) {
    this.torchName = torchName;
  }

  /** The name PyTorch gives it, without {@code torch.}: {@code "sparse_coo"}. */
  public String torchName() {
    return torchName;
  }

  /** Whether the tensor's lines, rows or columns, are compressed. */
  public boolean isCompressed() {
    return this != STRIDED && this != SPARSE_COO;
  }

  /** Whether the compressed lines are rows. */
  public boolean isByRows() {
    return this == SPARSE_CSR || this == SPARSE_BSR;
  }

  /** Whether entries are blocks. */
  public boolean isBlocked() {
    return this == SPARSE_BSR || this == SPARSE_BSC;
  }

  /** The layout named {@code name}, with or without the prefix {@code torch.}. */
  public static Layout of(String name) {
    String bare = name.startsWith("torch.") ? name.substring(6) : name;
    for (Layout l : values()) {
      if (l.torchName.equals(bare)) {
        return l;
      }
    }
    throw new LayoutException("no layout is named '" + name + "'");
  }

  /** The PyTorch name: {@code sparse_coo}. */
  @Override
  public String toString() {
    return torchName;
  }
}
