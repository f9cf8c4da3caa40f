package io.staithe.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.database.Database;
import io.staithe.testing.Answer;
import io.staithe.testing.RecordedCalls;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tries a race of a client with the collector again and again, each time from the beginning and in another order: one side
 * is held up before each of its statements in turn while the other one runs to its end, or until it waits; then the other
 * way round.
 */
final class EachOrder {

    private final RegistryClient client;
    private final Database database;
    private final HeldUp heldUp;
    private final DueTasks tasks;
    private final OrphanedRows orphans;

    /** @param registry with {@link RecordedCalls}, and whose own tasks are far away */
    EachOrder(TestRegistry registry) {
        this.client = registry.client();
        this.database = registry.bean(Database.class);
        this.heldUp = new HeldUp(registry.bean(RecordedCalls.class));
        this.tasks = new DueTasks(registry.beans());
        this.orphans = new OrphanedRows(database);
    }

    /**
     * A race that is about to begin.
     *
     * @param client what the client asks while the collector takes what is due
     * @param check what must hold after it, for the answer that the client got
     */
    record Race(Supplier<Answer> client, Consumer<Answer> check) {}

    /** @param begin makes a race of a repository that no other race knows */
    void run(Function<RacedRepository, Race> begin) {
        HeldUp.inEachOrder(order -> runOnce(begin.apply(new RacedRepository(client, database)), order));
    }

    private HeldUp.Result runOnce(Race race, HeldUp.Order order) {
        HeldUp.Result result = heldUp.run(order, this::collectDue, race.client());
        Answer answer = result.answer();
        assertThat(answer.status()).as(order + ": " + answer).isLessThan(500);
        orphans.requireNone(order.toString());
        race.check().accept(answer);
        collectEverything();
        race.check().accept(answer);
        orphans.requireNone(order + ", after the next collection");
        return result;
    }

    /** What was made due, once; also its bytes. */
    private void collectDue() {
        run("trash-purge");
        run("content-collection");
        run("garbage-sweep");
    }

    /** All that is due now, apart from what has a fresh grace. */
    private void collectEverything() {
        collectDue();
        collectDue();
    }

    private void run(String task) {
        try {
            tasks.run(task);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
