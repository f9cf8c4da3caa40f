package io.staithe.oci;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that is refused for a reason which the specification has a code for. Carries one error or several. */
public class RegistryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<RegistryError> errors;

    public RegistryException(ErrorCode code, String message) {
        this(List.of(new RegistryError(code, message, null)));
    }

    /** @param errors at least one; the first one decides the status */
    public RegistryException(List<RegistryError> errors) {
        super(errors.getFirst().message(), null, false, false);
        this.errors = List.copyOf(errors);
    }

    public List<RegistryError> errors() {
        return errors;
    }

    public ErrorCode code() {
        return errors.getFirst().code();
    }

    public int status() {
        return code().status();
    }

    /**
     * One entry of the error document.
     *
     * @param detail what the error is about, for example the digest that is missing
     */
    public record RegistryError(
            ErrorCode code, String message, @Nullable String detail) {}
}
