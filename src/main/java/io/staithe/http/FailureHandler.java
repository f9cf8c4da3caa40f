package io.staithe.http;

import io.staithe.blob.BodyCutException;
import io.staithe.blobstore.BlobTooLargeException;
import io.staithe.blobstore.BytesLostException;
import io.staithe.blobstore.SlowWriterException;
import io.staithe.blobstore.StorageFullException;
import io.staithe.oci.DamagedContentException;
import io.staithe.oci.ErrorCode;
import io.staithe.oci.RegistryException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.coyote.CloseNowException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.security.web.firewall.RequestRejectedException;

/**
 * Answers a request that could not be served. A refusal is the client's business and is not logged; a failure is one
 * line in the log and an answer that says no more than the client can use.
 */
public final class FailureHandler {

    private static final Logger log = LoggerFactory.getLogger(FailureHandler.class);
    private static final String RETRY_SECONDS = "5";

    FailureHandler() {}

    public void answer(HttpServletRequest request, HttpServletResponse response, Exception failure) throws IOException {
        if (failure instanceof BodyCutException) {
            refuseUnread(request, response, failure);
            return;
        }
        if (response.isCommitted() || isClientGone(failure)) {
            abandon(request, failure);
            return;
        }
        Headers.resetAll(response);
        switch (failure) {
            case RegistryException e -> ErrorWriter.write(request, response, e);
            case RequestRejectedException e ->
                ErrorWriter.write(request, response, Refusal.malformed(ErrorCode.UNSUPPORTED, e));
            case StorageFullException e -> full(request, response, e);
            case DataAccessResourceFailureException e -> databaseUnavailable(request, response, e);
            case NonTransientDataAccessResourceException e -> full(request, response, e);
            case BlobTooLargeException e -> tooLarge(request, response, e);
            case SlowWriterException e -> tooSlow(request, response, e);
            case BytesLostException e -> lost(request, response, e);
            case DamagedContentException e -> lost(request, response, e);
            case IOException e -> unavailable(request, response, "the storage cannot be used at the moment", e);
            case TransientDataAccessException e -> databaseUnavailable(request, response, e);
            case PermissionDeniedDataAccessException e -> databaseUnavailable(request, response, e);
            default -> bug(request, response, failure);
        }
    }

    /** Tomcat has noticed it when the body was read, and answers by {@link RegistryErrorReport} if it still can. */
    private static void refuseUnread(HttpServletRequest request, HttpServletResponse response, Exception failure)
            throws IOException {
        log.debug("{} {}: {}", request.getMethod(), request.getRequestURI(), failure.getMessage());
        if (!response.isCommitted()) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
        }
    }

    /** The answer is on its way: all that is left is to cut it, so that nobody takes a part for the whole. */
    private static void abandon(HttpServletRequest request, Exception failure) throws IOException {
        if (isClientGone(failure)) {
            log.debug("{} {}: the client went away", request.getMethod(), request.getRequestURI());
        } else {
            log.error("{} {} was cut short: {}", request.getMethod(), request.getRequestURI(), failure.toString());
        }
        throw failure instanceof IOException e ? e : new IOException(failure);
    }

    /** The connection is closed, or over HTTP/2 only the stream. */
    private static boolean isClientGone(Exception failure) {
        return failure instanceof ClientAbortException || failure instanceof CloseNowException;
    }

    private static void full(HttpServletRequest request, HttpServletResponse response, Exception e) throws IOException {
        log.error("{} {}: {}", request.getMethod(), request.getRequestURI(), e.getMessage());
        ErrorWriter.write(
                request, response, 507, "UNAVAILABLE", "the registry has no room left: free some, then push again");
    }

    private static void lost(HttpServletRequest request, HttpServletResponse response, Exception e) throws IOException {
        log.error("{} {}: {}", request.getMethod(), request.getRequestURI(), e.getMessage());
        ErrorWriter.write(
                request,
                response,
                500,
                "UNKNOWN",
                "the content is known but its bytes are missing or damaged in the storage: pushing it again heals it");
    }

    private static void tooLarge(HttpServletRequest request, HttpServletResponse response, Exception e)
            throws IOException {
        log.error("{} {}: {}", request.getMethod(), request.getRequestURI(), e.getMessage());
        ErrorWriter.write(
                request, response, 413, "SIZE_INVALID", "the blob is larger than the registry's storage can take");
    }

    private static void tooSlow(HttpServletRequest request, HttpServletResponse response, Exception e)
            throws IOException {
        log.warn("{} {}: {}", request.getMethod(), request.getRequestURI(), e.getMessage());
        response.setHeader("Retry-After", RETRY_SECONDS);
        ErrorWriter.write(
                request,
                response,
                503,
                "UNAVAILABLE",
                "the bytes come too slowly while others wait: go on with the upload later");
    }

    private static void databaseUnavailable(HttpServletRequest request, HttpServletResponse response, Exception e)
            throws IOException {
        unavailable(request, response, "the database cannot be used at the moment", e);
    }

    private static void unavailable(
            HttpServletRequest request, HttpServletResponse response, String message, Exception e) throws IOException {
        log.error("{} {}: {}: {}", request.getMethod(), request.getRequestURI(), message, e.toString());
        response.setHeader("Retry-After", RETRY_SECONDS);
        ErrorWriter.write(request, response, 503, "UNAVAILABLE", message + ": try again in a moment");
    }

    private static void bug(HttpServletRequest request, HttpServletResponse response, Exception e) throws IOException {
        log.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
        ErrorWriter.write(
                request, response, 500, "UNKNOWN", "the registry failed; its log has the reason under this request id");
    }
}
