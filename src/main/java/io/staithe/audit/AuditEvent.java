package io.staithe.audit;

/**
 * What somebody did, or was not allowed to do.
 *
 * @param kind such as {@code login} or {@code manifest.push}
 * @param target what it was done to; empty if there is nothing to name. Never a secret.
 * @param allowed whether it was done
 * @param reason why not, or anything else that is worth knowing; may be empty
 */
public record AuditEvent(String kind, String target, boolean allowed, String reason) {

    public static AuditEvent done(String kind, String target) {
        return new AuditEvent(kind, target, true, "");
    }

    public static AuditEvent denied(String kind, String target, String reason) {
        return new AuditEvent(kind, target, false, reason);
    }
}
