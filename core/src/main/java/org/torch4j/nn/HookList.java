package org.torch4j.nn;

import java.util.Iterator;
import java.util.concurrent.CopyOnWriteArrayList;
import org.torch4j.autograd.RemovableHandle;

/** Hooks in the order of registration; a hook registered twice runs twice. */
final class HookList<H> implements Iterable<H> {
  private final CopyOnWriteArrayList<Entry<H>> entries = new CopyOnWriteArrayList<>();

  private static final class Entry<H> {
    final H hook;

    Entry(H hook) {
      this.hook = hook;
    }
  }

  RemovableHandle add(H hook) {
    Entry<H> entry = new Entry<>(hook);
    entries.add(entry);
    return () -> entries.remove(entry);
  }

  /** Adds a hook that runs before all others. */
  void addFirst(H hook) {
    entries.add(0, new Entry<>(hook));
  }

  /** Takes out a hook wherever it stands. */
  void remove(H hook) {
    entries.removeIf(entry -> entry.hook.equals(hook));
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  @Override
  public Iterator<H> iterator() {
    Iterator<Entry<H>> inner = entries.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return inner.hasNext();
      }

      @Override
      public H next() {
        return inner.next().hook;
      }
    };
  }
}
