package io.staithe.http;

import io.staithe.oci.ErrorCode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;

/**
 * The last word on a request that no handler answered: one that Tomcat could not read, one for a path outside of the
 * API, one whose body broke off, or one whose handling failed. The same document as every other error, and nothing of
 * what happened inside.
 */
final class RegistryErrorReport extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable cause) {
        int status = response.getStatus();
        if (status < HttpServletResponse.SC_BAD_REQUEST
                || response.getContentWritten() > 0
                || !response.setErrorReported()
                || !canStillWrite(response)) {
            return;
        }
        try {
            response.setHeader(Headers.API_VERSION, Headers.REGISTRY_V2);
            ErrorWriter.write(request, response, status, code(status, cause), message(status, cause));
            response.finishResponse();
        } catch (IOException e) {
            container.getLogger().debug("a client went away before it was told why its request failed", e);
        }
    }

    private static boolean canStillWrite(Response response) {
        AtomicBoolean allowed = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, allowed);
        return allowed.get();
    }

    private static String code(int status, @Nullable Throwable cause) {
        if (status == HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
            return "UNKNOWN";
        }
        return cause instanceof IOException ? ErrorCode.SIZE_INVALID.name() : ErrorCode.UNSUPPORTED.name();
    }

    private static String message(int status, @Nullable Throwable cause) {
        return switch (status) {
            case HttpServletResponse.SC_BAD_REQUEST ->
                cause instanceof IOException
                        ? "the body is not framed, or not as long, as the request says"
                        : "the request is malformed";
            case HttpServletResponse.SC_NOT_FOUND -> "there is nothing at this address";
            case HttpServletResponse.SC_METHOD_NOT_ALLOWED -> "the method does not apply here";
            case HttpServletResponse.SC_NOT_ACCEPTABLE -> "the answer would be of the type application/json";
            case HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE -> "the body has to be of the type application/json";
            case HttpServletResponse.SC_REQUEST_TIMEOUT -> "the body did not come in time";
            case HttpServletResponse.SC_INTERNAL_SERVER_ERROR -> "the registry failed; its log has the reason";
            default -> "the registry does not do what the request asks for";
        };
    }
}
