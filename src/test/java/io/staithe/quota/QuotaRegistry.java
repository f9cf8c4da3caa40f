package io.staithe.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.database.Database;
import io.staithe.gc.DueTasks;
import io.staithe.metadata.Amounts;
import io.staithe.metadata.QuotaCounts;
import io.staithe.oci.Algorithm;
import io.staithe.oci.Digest;
import io.staithe.testing.Answer;
import io.staithe.testing.RegistryClient;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A registry with quotas, each of the repositories below its own name. */
final class QuotaRegistry implements AutoCloseable {

    private final TestRegistry registry;
    private final RegistryClient client;

    private QuotaRegistry(TestRegistry registry) {
        this.registry = registry;
        this.client = registry.client();
    }

    /** @param quotas such as {@code team bytes=10KB tags=2} */
    static QuotaRegistry start(Path data, List<String> quotas, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("staithe.gc.interval=1h");
        all.add("staithe.gc.delete-delay=0s");
        for (int i = 0; i < quotas.size(); i++) {
            String[] parts = quotas.get(i).split(" ", -1);
            String entry = "staithe.quotas[" + i + "].";
            all.add(entry + "name=" + parts[0].replace('/', '.'));
            all.add(entry + "pattern=" + parts[0] + "/**");
            for (int part = 1; part < parts.length; part++) {
                all.add(entry + parts[part]);
            }
        }
        return new QuotaRegistry(TestRegistry.start(data, all.toArray(String[]::new)));
    }

    TestRegistry registry() {
        return registry;
    }

    RegistryClient client() {
        return client;
    }

    Database database() {
        return registry.bean(Database.class);
    }

    void update(String sql) {
        database().write(() -> database().sql().sql(sql).update());
    }

    Amounts used(String quota) {
        return registry.bean(Quotas.class).find(quota).orElseThrow().used();
    }

    /** What is used, after a look whether the rows say the same. */
    Amounts exactlyUsed(String quota) {
        assertThat(registry.bean(QuotaCounts.class).compare(quota)).isEqualTo(Amounts.NONE);
        return used(quota);
    }

    /** One request with the whole blob. */
    Answer pushAtOnce(String repository, byte[] content) {
        return client.ask("POST /v2/" + repository + "/blobs/uploads/?digest=" + digest(content), content);
    }

    Answer pushManifest(String repository, String reference, String mediaType, byte[] content) {
        return client.ask("PUT /v2/" + repository + "/manifests/" + reference, content, "Content-Type", mediaType);
    }

    static Digest digest(byte[] content) {
        return Digest.of(Algorithm.SHA256, content);
    }

    /** Lets everything become due that can, and does it. */
    void collect() throws IOException {
        for (int round = 0; round < 3; round++) {
            update("UPDATE review SET review_after = 0");
            update("UPDATE trash SET purge_after = 0");
            new DueTasks(registry.beans()).run();
        }
    }

    @Override
    public void close() {
        registry.close();
    }
}
