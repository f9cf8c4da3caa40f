package io.staithe.api;

import io.staithe.access.AccessTokens.AccessToken;
import io.staithe.access.AccessTokens.Created;
import io.staithe.access.AccessTokens.Kind;
import io.staithe.access.Limits.Narrowed.Part;
import io.staithe.access.ManagedTokens;
import io.staithe.access.RepositoryPattern;
import io.staithe.access.Rights;
import io.staithe.access.Role;
import io.staithe.api.Asks.Right;
import io.staithe.audit.AuditEvent;
import io.staithe.audit.AuditTrail;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/tokens}: access tokens, in the place of a password. A token cannot be changed, only revoked. */
@RestController
@RequestMapping(path = TokenResource.PATH, produces = "application/json")
class TokenResource {

    static final String PATH = "/api/v1/tokens";

    private final ManagedTokens tokens;
    private final AuditTrail trail;

    TokenResource(ManagedTokens tokens, AuditTrail trail) {
        this.tokens = tokens;
        this.trail = trail;
    }

    /** Repositories, and what can be done with them. */
    record Limit(String repository, String role) {}

    /**
     * A token without its secret.
     *
     * @param limits what it is narrowed to; none for all that its owner may do
     */
    record Token(
            String id,
            String owner,
            String name,
            List<Limit> limits,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt) {

        static Token of(AccessToken token) {
            return new Token(
                    token.id(),
                    token.owner(),
                    token.name(),
                    token.parts().stream()
                            .map(part -> new Limit(
                                    part.repository().toString(), part.role().word()))
                            .toList(),
                    token.createdAt(),
                    token.expiresAt(),
                    token.lastUsedAt());
        }
    }

    /** A token with its secret, which is shown this once. */
    record NewTokenMade(Token token, String secret) {

        /** Frameworks log bodies. */
        @Override
        public String toString() {
            return token.toString();
        }
    }

    record NewLimit(@Nullable String repository, @Nullable String role) {

        Part parsed() {
            return new Part(
                    Required.parsed("repository", repository, RepositoryPattern::parse, RuleResource.PATTERN),
                    Required.parsed("role", role, Role::find, "'pull', 'push' or 'maintain'"));
        }
    }

    /**
     * @param owner {@code account:name} or {@code robot:name}; the caller if it is missing
     * @param expiresAt never if it is missing
     */
    record NewToken(
            @Nullable String owner,
            @Nullable String name,
            @Nullable Instant expiresAt,
            @Nullable List<@Nullable NewLimit> limits) {

        List<Part> parts() {
            return limits == null
                    ? List.of()
                    : limits.stream()
                            .map(limit -> Required.property("limits", limit).parsed())
                            .toList();
        }
    }

    @Asks(value = Right.SUBJECT, to = "list access tokens: all, those of an owner, or one's own")
    @GetMapping
    ResponseEntity<Page<Token>> list(
            @RequestParam(required = false) @Nullable String owner,
            @RequestParam(required = false) @Nullable Integer n,
            @RequestParam(required = false) @Nullable String last,
            Rights rights) {
        Page.Request page = Page.Request.of(n, last);
        return Page.cut(
                tokens.page(Kind.ACCESS, Owners.visible(owner, rights), page.after(), page.rows()),
                page,
                AccessToken::id,
                Token::of);
    }

    @Asks(value = Right.SUBJECT, to = "make an access token")
    @PostMapping(consumes = "application/json")
    ResponseEntity<NewTokenMade> create(@RequestBody NewToken body, Rights rights) {
        String owner = body.owner() == null ? rights.caller().subject().id() : body.owner();
        Owners.require(owner, rights);
        Owners.requireFirstHand(rights);
        Created created = tokens.create(
                owner,
                Required.property("name", body.name()),
                body.parts(),
                body.expiresAt(),
                made -> trail.within(
                        new AuditEvent("token.create", made.id(), true, made.owner() + " " + made.name())));
        return ResponseEntity.created(URI.create(PATH + "/" + created.token().id()))
                .body(new NewTokenMade(Token.of(created.token()), created.secret()));
    }

    @Asks(value = Right.SUBJECT, to = "see an access token, without its secret")
    @GetMapping("/{id}")
    Token get(@PathVariable String id, Rights rights) {
        return Token.of(find(id, rights));
    }

    @Asks(value = Right.SUBJECT, to = "revoke an access token")
    @DeleteMapping("/{id}")
    ResponseEntity<Void> revoke(@PathVariable String id, Rights rights) {
        tokens.revoke(
                find(id, rights),
                revoked -> trail.within(
                        new AuditEvent("token.revoke", revoked.id(), true, revoked.owner() + " " + revoked.name())));
        return ResponseEntity.noContent().build();
    }

    private AccessToken find(String id, Rights rights) {
        return tokens.find(Kind.ACCESS, id)
                .filter(token -> Owners.mayManage(token.owner(), rights))
                .orElseThrow(() -> Problem.missing("token of this id"));
    }
}
