package io.staithe.audit;

/**
 * Where an event came from.
 *
 * @param subject the id of who asked, such as {@code account:alice}
 * @param address that the request came from
 * @param request the request's id
 */
public record AuditOrigin(String subject, String address, String request) {

    /** The registry itself. */
    static final AuditOrigin REGISTRY = new AuditOrigin("registry", "-", "-");

    public AuditOrigin as(String other) {
        return new AuditOrigin(other, address, request);
    }
}
