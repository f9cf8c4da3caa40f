package io.staithe.api;

import io.staithe.api.Asks.Right;
import io.staithe.audit.AuditEntry;
import io.staithe.audit.AuditTrail;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/audit}: who did what, and was denied what. */
@RestController
@RequestMapping(path = "/api/v1/audit", produces = "application/json")
class AuditResource {

    private final AuditTrail trail;

    AuditResource(AuditTrail trail) {
        this.trail = trail;
    }

    /** An event as it is shown. */
    record Event(
            long id,
            Instant at,
            String kind,
            String subject,
            String address,
            String request,
            String target,
            boolean allowed,
            String reason) {

        static Event of(AuditEntry entry) {
            return new Event(
                    entry.id(),
                    entry.at(),
                    entry.event().kind(),
                    entry.origin().subject(),
                    entry.origin().address(),
                    entry.origin().request(),
                    entry.event().target(),
                    entry.event().allowed(),
                    entry.event().reason());
        }
    }

    @Asks(value = Right.ADMINISTRATOR, to = "list what was done and denied, the newest first")
    @GetMapping
    ResponseEntity<Page<Event>> list(
            @RequestParam(required = false) @Nullable String subject,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable Integer n,
            @RequestParam(required = false) @Nullable Long last) {
        Page.Request page = Page.Request.of(n, null);
        return Page.cut(
                trail.page(last == null ? Long.MAX_VALUE : last, subject, kind, page.rows()),
                page,
                entry -> Long.toString(entry.id()),
                Event::of);
    }
}
