package io.staithe.http;

import io.staithe.access.Rights;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.Quoted;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;

/** One request and its answer. */
record Exchange(HttpServletRequest request, HttpServletResponse response) {

    /** What the caller may do. */
    Rights rights() {
        return CallerAuthentication.current(request);
    }

    /** The subject or address that asks, for what is remembered. */
    String who() {
        return CallerAuthentication.who(request);
    }

    String method() {
        return request.getMethod();
    }

    Query query() {
        return Query.of(request);
    }

    /** @param allowed the methods of this resource, comma-separated */
    Refusal methodNotAllowed(String allowed) {
        return new Refusal(
                405,
                ErrorCode.UNSUPPORTED,
                "the method " + Quoted.shortened(method()) + " does not apply here: use " + allowed,
                Map.of("Allow", allowed));
    }

    /** For resources that can only be read. */
    void requireRead() {
        if (!method().equals("GET") && !method().equals("HEAD")) {
            throw methodNotAllowed("GET, HEAD");
        }
    }
}
