package io.staithe.api;

import io.staithe.access.ChangeRefusedException;
import io.staithe.http.FailureHandler;
import io.staithe.retention.PlanRefusedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;

/** Answers what an operation refused, or failed to do, with problem details. */
@RestControllerAdvice(basePackageClasses = ApiFailures.class)
class ApiFailures extends ResponseEntityExceptionHandler {

    private static final String RETRY_SECONDS = "30";

    private final FailureHandler failures;

    ApiFailures(FailureHandler failures) {
        this.failures = failures;
    }

    @ExceptionHandler(ChangeRefusedException.class)
    @Nullable
    ResponseEntity<Object> refused(ChangeRefusedException refused, WebRequest request) throws Exception {
        HttpStatus status = switch (refused.reason()) {
            case INVALID -> HttpStatus.BAD_REQUEST;
            case MISSING -> HttpStatus.NOT_FOUND;
            case CONFLICT -> HttpStatus.CONFLICT;
            case STALE -> HttpStatus.PRECONDITION_FAILED;
        };
        return handleException(new Problem(status, refused.sentence()), request);
    }

    @ExceptionHandler(PlanRefusedException.class)
    @Nullable
    ResponseEntity<Object> refused(PlanRefusedException refused, WebRequest request) throws Exception {
        Problem problem = new Problem(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(refused.getMessage()));
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        return handleException(problem, request);
    }

    /** The query is read when the first parameter is asked for. */
    @ExceptionHandler(InvalidParameterException.class)
    @Nullable
    ResponseEntity<Object> unreadableQuery(WebRequest request) throws Exception {
        return handleException(
                Problem.invalid("the query cannot be read: each parameter has a name, and its value is escaped UTF-8"),
                request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException unreadable,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        for (Throwable cause = unreadable; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                return handleExceptionInternal(
                        problem, problem.getBody(), problem.getHeaders(), problem.getStatusCode(), request);
            }
        }
        Problem problem = Problem.invalid(reason(unreadable));
        return handleExceptionInternal(problem, problem.getBody(), headers, status, request);
    }

    private static String reason(HttpMessageNotReadableException unreadable) {
        return unreadable.getCause() instanceof JacksonException json
                ? UnreadableBody.reason(json)
                : "the body is missing or cannot be read";
    }

    @ExceptionHandler(Exception.class)
    void failed(HttpServletRequest request, HttpServletResponse response, Exception failure) throws IOException {
        failures.answer(request, response, failure);
    }
}
