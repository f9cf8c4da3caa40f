import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Another scenario's work on a server whose collector has to be busy until the end of it. */
record CollectingScenario(Scenario work) implements SameWork {

    @Override
    public Sample run(Server server, boolean warmUp) throws IOException, InterruptedException {
        Sample sample = work.run(server, warmUp);
        if (!plan(server).contains("\"repository\":\"garbage\"")) {
            throw new IOException("its collector had nothing left to take");
        }
        return sample;
    }

    private static String plan(Server server) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + server.port() + "/api/v1/gc/plan");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
