package io.staithe.api;

import io.staithe.http.Headers;
import java.io.Serial;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A request that is refused, as RFC 9457 describes it. */
public final class Problem extends ErrorResponseException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** @param detail a sentence for who asked */
    public Problem(HttpStatus status, String detail) {
        super(status, ProblemDetail.forStatusAndDetail(status, detail), null);
        if (status == HttpStatus.UNAUTHORIZED) {
            getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, Headers.BASIC);
        }
    }

    static Problem missing(String what) {
        return new Problem(HttpStatus.NOT_FOUND, "there is no " + what);
    }

    static Problem invalid(String detail) {
        return new Problem(HttpStatus.BAD_REQUEST, detail);
    }
}
