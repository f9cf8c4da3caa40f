package io.staithe.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.tracing.Tracer;
import io.staithe.testing.TestRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;

class TracingTest {

    @Test
    void nothingIsTracedUnlessThereIsSomewhereToSendItTo(@TempDir Path data) {
        try (TestRegistry registry = TestRegistry.start(data)) {
            assertThatThrownBy(() -> registry.bean(Tracer.class)).isInstanceOf(NoSuchBeanDefinitionException.class);
        }
    }

    @Test
    void requestsAreTracedToTheEndpoint(@TempDir Path data) throws IOException {
        List<String> received = new CopyOnWriteArrayList<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try {
            String endpoint = "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces";
            try (TestRegistry registry = TestRegistry.start(
                    data,
                    TracingWhenConfigured.ENDPOINT + "=" + endpoint,
                    "management.tracing.sampling.probability=1")) {
                registry.client().pushImage("team/app", "1", "hello");
            }
            assertThat(received).anyMatch(traces -> traces.contains("http put /v2/{name}/manifests/{reference}"));
        } finally {
            collector.stop(0);
        }
    }
}
