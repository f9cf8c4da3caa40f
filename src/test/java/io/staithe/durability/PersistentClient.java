package io.staithe.durability;

import io.staithe.durability.Answers.UnexpectedAnswer;
import io.staithe.testing.RegistryClient;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.concurrent.Callable;

/** Pushes as clients do that try again: an upload goes on where it was, or begins anew. Used by one thread. */
final class PersistentClient {

    private static final byte[] NONE = {};
    private static final int ATTEMPTS = 3;

    private final RegistryClient client;
    private final Runnable afterFailure;

    /** @param afterFailure runs before each further attempt */
    PersistentClient(RegistryClient client, Runnable afterFailure) {
        this.client = client;
        this.afterFailure = afterFailure;
    }

    void single(String repository, Content content) {
        insist(() -> request(
                "POST", "/v2/" + repository + "/blobs/uploads/?digest=" + content.digest(), content.bytes(), 201));
    }

    void monolithic(String repository, Content content) {
        insist(() -> finish(start(repository), content, content.bytes()));
    }

    /** Two PATCHes and a PUT with the rest; after a failure the registry is asked how far it has come. */
    void chunked(String repository, Content content) {
        String location = insist(() -> start(repository));
        int step = content.bytes().length / 3 + 1;
        for (int offset = step; offset < content.bytes().length; offset += step) {
            int end = offset;
            insist(() -> append(location, content, end));
        }
        insist(() -> {
            int offset = size(location);
            if (offset < 0) {
                request("HEAD", "/v2/" + repository + "/blobs/" + content.digest(), NONE, 200);
                return offset;
            }
            byte[] rest = Arrays.copyOfRange(content.bytes(), offset, content.bytes().length);
            return finish(location, content, rest);
        });
    }

    private Object append(String location, Content content, int end) {
        int offset = size(location);
        if (offset < end) {
            byte[] part = Arrays.copyOfRange(content.bytes(), offset, end);
            request("PATCH", location, part, 202);
        }
        return offset;
    }

    /** @return bytes that the session has; -1 if there is no such session */
    private int size(String location) {
        HttpResponse<byte[]> response = request("GET", location, NONE, 204, 404);
        if (response.statusCode() == 404) {
            return -1;
        }
        int last = Integer.parseInt(
                response.headers().firstValue("Range").orElseThrow().substring(2));
        return last == 0 ? 0 : last + 1;
    }

    private Object finish(String location, Content content, byte[] rest) {
        return request("PUT", location + "?digest=" + content.digest(), rest, 201);
    }

    private String start(String repository) {
        return Answers.location(request("POST", "/v2/" + repository + "/blobs/uploads/", NONE, 202));
    }

    /** Begins an upload and leaves it. */
    String abandoned(String repository, Content content) {
        String location = insist(() -> start(repository));
        insist(() -> append(location, content, content.bytes().length / 2));
        return location;
    }

    /** Begins an upload and takes it back. */
    void cancelled(String repository, Content content) {
        String location = abandoned(repository, content);
        insist(() -> request("DELETE", location, NONE, 204, 404));
    }

    void mounted(String repository, Content content, String from) {
        insist(() -> request(
                "POST",
                "/v2/" + repository + "/blobs/uploads/?mount=" + content.digest() + "&from=" + from,
                NONE,
                201));
    }

    void manifest(String repository, String tag, String mediaType, byte[] content) {
        insist(() -> {
            String path = "/v2/" + repository + "/manifests/" + tag;
            HttpResponse<byte[]> response = client.send("PUT", path, content, "Content-Type", mediaType);
            Answers.require(response, 201);
            return response;
        });
    }

    /** What was deleted by an attempt that was reported as failed is gone for the next. */
    void deleted(String path) {
        insist(() -> request("DELETE", path, NONE, 202, 404));
    }

    private HttpResponse<byte[]> request(String method, String path, byte[] body, int... statuses) {
        HttpResponse<byte[]> response = client.send(method, path, body);
        Answers.require(response, statuses);
        return response;
    }

    private <T> T insist(Callable<T> attempt) {
        for (int count = 1; ; count++) {
            try {
                return attempt.call();
            } catch (UnexpectedAnswer e) {
                if (!e.isServerFailure() || count == ATTEMPTS) {
                    throw e;
                }
                afterFailure.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
