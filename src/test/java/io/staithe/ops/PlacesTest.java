package io.staithe.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class PlacesTest {

    private final MockEnvironment settings = new MockEnvironment()
            .withProperty("staithe.data", "/srv/staithe")
            .withProperty("staithe.storage.type", "filesystem")
            .withProperty("staithe.storage.filesystem.root", "/srv/staithe/blobs")
            .withProperty("spring.datasource.url", "jdbc:sqlite:/srv/staithe/staithe.db");

    @Test
    void whatLiesInOneFolderIsNamedOnce() {
        assertThat(Places.of(settings)).isEqualTo("its data in /srv/staithe");
    }

    @Test
    void whatLiesElsewhereIsNamedByItself() {
        settings.setProperty("spring.datasource.url", "jdbc:sqlite:/fast/registry.db");
        assertThat(Places.of(settings)).isEqualTo("its blobs in /srv/staithe/blobs, the rest in /fast/registry.db,");
        settings.setProperty("spring.datasource.url", "jdbc:postgresql://db/staithe");
        assertThat(Places.of(settings)).isEqualTo("its blobs in /srv/staithe/blobs, the rest in PostgreSQL,");
        settings.setProperty("staithe.storage.type", "s3");
        settings.setProperty("staithe.storage.s3.bucket", "images");
        assertThat(Places.of(settings)).isEqualTo("its blobs in the bucket images, the rest in PostgreSQL,");
    }
}
