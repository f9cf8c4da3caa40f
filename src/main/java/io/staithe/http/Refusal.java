package io.staithe.http;

import io.staithe.oci.ErrorCode;
import io.staithe.oci.Quoted;
import io.staithe.oci.RegistryException;
import java.util.Map;
import org.springframework.security.web.firewall.RequestRejectedException;

/** A refusal whose status or headers the operation prescribes. */
final class Refusal extends RegistryException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers;

    Refusal(int status, ErrorCode code, String message) {
        this(status, code, message, Map.of());
    }

    Refusal(int status, ErrorCode code, String message, Map<String, String> headers) {
        super(code, message);
        this.status = status;
        this.headers = headers;
    }

    /** What Spring's firewall takes for an attack. */
    static Refusal malformed(ErrorCode code, RequestRejectedException e) {
        return new Refusal(400, code, "the request is malformed: " + Quoted.shortened(String.valueOf(e.getMessage())));
    }

    @Override
    public int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }
}
