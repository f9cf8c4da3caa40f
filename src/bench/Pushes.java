import java.io.IOException;

/** The ways in which clients push a blob. */
final class Pushes {

    private Pushes() {}

    /** Begin, send, end: Docker and its kin. */
    static void stream(Connection connection, String repository, Content content) throws IOException {
        String session = begin(connection, repository);
        String next =
                connection.sendChunked("PATCH", session, content).require(202).location();
        connection.send("PUT", withDigest(next, content.digest())).require(201);
    }

    /** Begin, then all in the request that ends it: containerd. */
    static void whole(Connection connection, String repository, Content content) throws IOException {
        String session = begin(connection, repository);
        connection.send("PUT", withDigest(session, content.digest()), content).require(201);
    }

    static void bytes(Connection connection, String repository, byte[] bytes) throws IOException {
        String session = begin(connection, repository);
        connection
                .send("PUT", withDigest(session, Content.digest(bytes)), "application/octet-stream", bytes)
                .require(201);
    }

    static String begin(Connection connection, String repository) throws IOException {
        return connection
                .send("POST", "/v2/" + repository + "/blobs/uploads/")
                .require(202)
                .location();
    }

    private static String withDigest(String location, String digest) {
        return location + (location.contains("?") ? "&" : "?") + "digest=" + digest;
    }
}
