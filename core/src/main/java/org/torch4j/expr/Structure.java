package org.torch4j.expr;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.torch4j.type.DType;
import org.torch4j.type.DTypeException;

/** Walks over expressions that visit a shared part once. */
final class Structure {
  private Structure() {}

  static void checkIndex(String what, int index) {
    if (index < 0) {
      throw new IndexOutOfBoundsException(what + ": index must not be negative, got " + index);
    }
  }

  static void checkCast(DType dtype) {
    if (dtype.isComplex()) {
      throw new DTypeException("cast: an elementwise expression cannot hold " + dtype);
    }
  }

  /** Hash in constant time: arguments know theirs, selects and casts look one level down only. */
  static int hash(Expr e) {
    return switch (e) {
      case Expr.Apply a -> 31 * a.fn().ordinal() + a.args().hashCode();
      case Expr.Select s ->
          31 * (31 * (961 + shallow(s.condition())) + shallow(s.ifTrue())) + shallow(s.ifFalse());
      case Expr.Cast c -> 31 * (7 + c.dtype().ordinal()) + shallow(c.arg());
      case Expr.Input _, Expr.ScalarInput _, Expr.Constant _ -> e.hashCode();
    };
  }

  private static int shallow(Expr e) {
    return switch (e) {
      case Expr.Select _ -> 17;
      case Expr.Cast c -> 19 + c.dtype().ordinal();
      case Expr.Apply _, Expr.Input _, Expr.ScalarInput _, Expr.Constant _ -> e.hashCode();
    };
  }

  /** Structural equality of two expressions, each pair of shared parts compared once. */
  static boolean same(Expr a, Expr b) {
    if (a == b) {
      return true;
    }
    if (!sameHead(a, b)) {
      return false;
    }
    List<Expr> left = a.children();
    List<Expr> right = b.children();
    boolean identical = true;
    for (int i = 0; i < left.size(); i++) {
      identical &= left.get(i) == right.get(i);
    }
    return identical || same(a, b, new IdentityHashMap<>());
  }

  private static boolean same(Expr a, Expr b, Map<Expr, Expr> proven) {
    if (a == b || proven.get(a) == b) {
      return true;
    }
    if (!sameHead(a, b)) {
      return false;
    }
    List<Expr> left = a.children();
    List<Expr> right = b.children();
    for (int i = 0; i < left.size(); i++) {
      if (!same(left.get(i), right.get(i), proven)) {
        return false;
      }
    }
    proven.put(a, b);
    return true;
  }

  private static boolean sameHead(Expr a, Expr b) {
    if (hash(a) != hash(b)) {
      return false;
    }
    return switch (a) {
      case Expr.Apply x -> b instanceof Expr.Apply y && x.fn() == y.fn();
      case Expr.Select _ -> b instanceof Expr.Select;
      case Expr.Cast x -> b instanceof Expr.Cast y && x.dtype() == y.dtype();
      case Expr.Input _, Expr.ScalarInput _, Expr.Constant _ -> a.equals(b);
    };
  }

  /** All parts of some expressions, each different one once, parts before what uses them. */
  static List<Expr> topological(List<Expr> roots) {
    Interner interner = new Interner();
    Map<Expr, Expr> done = new IdentityHashMap<>();
    List<Expr> order = new ArrayList<>();
    Set<Expr> listed = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Expr root : roots) {
      rewrite(
          root,
          done,
          interner,
          e -> {
            Expr canonical = interner.intern(e);
            if (listed.add(canonical)) {
              order.add(canonical);
            }
            return canonical;
          });
    }
    return order;
  }

  /** Applies {@code change} to every part, the innermost first; equal results become one object. */
  static Expr rewrite(Expr root, Interner interner, UnaryOperator<Expr> change) {
    return rewrite(root, new IdentityHashMap<>(), interner, change);
  }

  private static Expr rewrite(
      Expr e, Map<Expr, Expr> done, Interner interner, UnaryOperator<Expr> change) {
    Expr known = done.get(e);
    if (known != null) {
      return known;
    }
    List<Expr> children = e.children();
    Expr[] changed = new Expr[children.size()];
    boolean same = true;
    for (int i = 0; i < changed.length; i++) {
      changed[i] = rewrite(children.get(i), done, interner, change);
      same &= changed[i] == children.get(i);
    }
    Expr result = interner.intern(change.apply(same ? e : withChildren(e, List.of(changed))));
    done.put(e, result);
    return result;
  }

  /** The same kind of expression over other parts. */
  static Expr withChildren(Expr e, List<Expr> children) {
    return switch (e) {
      case Expr.Apply a -> new Expr.Apply(a.fn(), children);
      case Expr.Select _ -> new Expr.Select(children.get(0), children.get(1), children.get(2));
      case Expr.Cast c -> new Expr.Cast(children.get(0), c.dtype());
      case Expr.Input _, Expr.ScalarInput _, Expr.Constant _ -> e;
    };
  }

  static Expr substitute(Expr root, Expr from, Expr to) {
    return substitute(root, from, to, new IdentityHashMap<>(), new Interner());
  }

  private static Expr substitute(
      Expr e, Expr from, Expr to, Map<Expr, Expr> done, Interner interner) {
    Expr known = done.get(e);
    if (known != null) {
      return known;
    }
    Expr result;
    if (e.equals(from)) {
      result = to;
    } else {
      List<Expr> changed = new ArrayList<>();
      boolean same = true;
      for (Expr child : e.children()) {
        Expr c = substitute(child, from, to, done, interner);
        same &= c == child;
        changed.add(c);
      }
      result = interner.intern(same ? e : withChildren(e, changed));
    }
    done.put(e, result);
    return result;
  }

  static Expr withInputs(Expr root, List<Expr> replacements) {
    return rewrite(
        root,
        new Interner(),
        e ->
            e instanceof Expr.Input in && in.index() < replacements.size()
                ? replacements.get(in.index())
                : e);
  }

  static boolean uses(Expr root, Predicate<Expr> wanted) {
    return uses(root, wanted, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static boolean uses(Expr e, Predicate<Expr> wanted, Set<Expr> seen) {
    if (!seen.add(e)) {
      return false;
    }
    if (wanted.test(e)) {
      return true;
    }
    for (Expr child : e.children()) {
      if (uses(child, wanted, seen)) {
        return true;
      }
    }
    return false;
  }

  static boolean isFloatOnly(Expr root) {
    return uses(
        root,
        e ->
            e instanceof Expr.Apply a && a.fn().isFloatOnly()
                || e instanceof Expr.Constant c && hasFraction(c.value()));
  }

  static boolean isIntegerOnly(Expr root) {
    return uses(root, e -> e instanceof Expr.Apply a && a.fn().isIntegerOnly());
  }

  private static boolean hasFraction(double value) {
    return !Double.isInfinite(value) && Math.rint(value) != value;
  }

  /** Keeps one object for each different expression. */
  static final class Interner {
    private final Map<Expr, Expr> known = new HashMap<>();

    Expr intern(Expr e) {
      @Nullable Expr first = known.putIfAbsent(e, e);
      return first == null ? e : first;
    }
  }
}
