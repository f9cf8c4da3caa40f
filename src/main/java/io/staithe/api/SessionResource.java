package io.staithe.api;

import io.staithe.access.AccessTokens.AccessToken;
import io.staithe.access.AccessTokens.Kind;
import io.staithe.access.ManagedTokens;
import io.staithe.access.Rights;
import io.staithe.api.Asks.Right;
import io.staithe.audit.AuditEvent;
import io.staithe.audit.AuditTrail;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/sessions}: refresh tokens, which clients keep after a log-in. */
@RestController
@RequestMapping(path = SessionResource.PATH, produces = "application/json")
class SessionResource {

    static final String PATH = "/api/v1/sessions";

    private final ManagedTokens tokens;
    private final AuditTrail trail;

    SessionResource(ManagedTokens tokens, AuditTrail trail) {
        this.tokens = tokens;
        this.trail = trail;
    }

    /**
     * A session as it is shown.
     *
     * @param client what the client called itself
     */
    record Session(
            String id,
            String owner,
            String client,
            Instant createdAt,
            @Nullable Instant lastUsedAt) {

        static Session of(AccessToken token) {
            return new Session(token.id(), token.owner(), token.name(), token.createdAt(), token.lastUsedAt());
        }
    }

    @Asks(value = Right.SUBJECT, to = "list sessions: all, those of an owner, or one's own")
    @GetMapping
    ResponseEntity<Page<Session>> list(
            @RequestParam(required = false) @Nullable String owner,
            @RequestParam(required = false) @Nullable Integer n,
            @RequestParam(required = false) @Nullable String last,
            Rights rights) {
        Page.Request page = Page.Request.of(n, last);
        return Page.cut(
                tokens.page(Kind.REFRESH, Owners.visible(owner, rights), page.after(), page.rows()),
                page,
                AccessToken::id,
                Session::of);
    }

    @Asks(value = Right.SUBJECT, to = "end a session")
    @DeleteMapping("/{id}")
    ResponseEntity<Void> end(@PathVariable String id, Rights rights) {
        AccessToken token = tokens.find(Kind.REFRESH, id)
                .filter(found -> Owners.mayManage(found.owner(), rights))
                .orElseThrow(() -> Problem.missing("session of this id"));
        tokens.revoke(token, ended -> trail.within(new AuditEvent("session.end", ended.id(), true, ended.owner())));
        return ResponseEntity.noContent().build();
    }
}
