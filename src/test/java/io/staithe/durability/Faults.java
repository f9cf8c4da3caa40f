package io.staithe.durability;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Counts the steps that the store and the database take, and lets one of them fail. Thread-safe. */
final class Faults {

    private final Set<String> failed = new TreeSet<>();
    private int countdown = Integer.MAX_VALUE;
    private boolean after;
    private @Nullable String last;

    /** Work that may fail. */
    @FunctionalInterface
    interface Step<T extends @Nullable Object, E extends Exception> {
        T run() throws E;
    }

    /** A failure as the layer below would report it. */
    @FunctionalInterface
    interface Failure<E extends Exception> {
        E of(String message);
    }

    /**
     * From now on the n-th step fails, from 1.
     *
     * @param whenDone whether it fails only after it has happened
     */
    synchronized void arm(int n, boolean whenDone) {
        countdown = n;
        after = whenDone;
        last = null;
    }

    /** @return whether the step came, and so failed */
    synchronized boolean disarm() {
        countdown = Integer.MAX_VALUE;
        return last != null;
    }

    synchronized boolean hasFailed() {
        return last != null;
    }

    /** The step that failed since the faults were armed. */
    synchronized String last() {
        return last == null ? "no step" : last + (after ? ", after it had happened" : ", before it happened");
    }

    /** The names of all steps that ever failed. */
    synchronized Set<String> failed() {
        return Set.copyOf(failed);
    }

    <T extends @Nullable Object, E extends Exception> T step(String name, Failure<E> failure, Step<T, E> step)
            throws E {
        boolean chosen = choose(name);
        if (chosen && !after) {
            throw failure.of("injected before " + name);
        }
        T result = step.run();
        if (chosen) {
            throw failure.of("injected after " + name);
        }
        return result;
    }

    private synchronized boolean choose(String name) {
        if (countdown == Integer.MAX_VALUE || --countdown != 0) {
            return false;
        }
        countdown = Integer.MAX_VALUE;
        last = name;
        failed.add(name);
        return true;
    }
}
