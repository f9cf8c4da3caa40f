package io.staithe.audit;

import java.time.Instant;

/** An event as it is kept. Later ones have higher ids, but for those of the same second. */
public record AuditEntry(long id, Instant at, AuditOrigin origin, AuditEvent event) {}
