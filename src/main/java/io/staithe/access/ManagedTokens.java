package io.staithe.access;

import io.staithe.access.AccessTokens.AccessToken;
import io.staithe.access.AccessTokens.Created;
import io.staithe.access.AccessTokens.Kind;
import io.staithe.access.ChangeRefusedException.Reason;
import io.staithe.access.Limits.Narrowed.Part;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes, lists and takes back tokens. Thread-safe; a refusal is a {@link ChangeRefusedException}. */
public final class ManagedTokens {

    private final AccessState state;
    private final AccessTokens tokens;
    private final int mostPerOwner;
    private final Clock clock;

    ManagedTokens(AccessState state, AccessTokens tokens, int mostPerOwner, Clock clock) {
        this.state = state;
        this.tokens = tokens;
        this.mostPerOwner = mostPerOwner;
        this.clock = clock;
    }

    /**
     * A page in the order of the ids.
     *
     * @param owner the id of a subject; null for those of all
     * @param after ids up to and including this one are left out; empty for the first page
     */
    public List<AccessToken> page(Kind kind, @Nullable String owner, String after, int limit) {
        return tokens.page(kind, owner, after, limit);
    }

    public Optional<AccessToken> find(Kind kind, String id) {
        return tokens.findById(kind, id);
    }

    /**
     * Makes an access token.
     *
     * @param owner the id of an account or a robot
     * @param parts what it is narrowed to; empty for all that its owner may do
     * @param expiresAt null if never
     */
    public Created create(
            String owner, String name, List<Part> parts, @Nullable Instant expiresAt, Consumer<AccessToken> done) {
        Names.require(name);
        requireSense(parts, expiresAt);
        return state.change(directory -> {
            Account account = directory.accounts().values().stream()
                    .filter(candidate -> candidate.subject().id().equals(owner))
                    .findFirst()
                    .orElseThrow(() -> new ChangeRefusedException(
                            Reason.CONFLICT, "an owner is 'account:<name>' or 'robot:<name>' of one that is there"));
            long count = tokens.list(owner).stream()
                    .filter(token -> token.kind() == Kind.ACCESS)
                    .count();
            if (count >= mostPerOwner) {
                throw new ChangeRefusedException(
                        Reason.CONFLICT,
                        "the %s has %d tokens, and more are not allowed: revoke one"
                                .formatted(account.subject(), count));
            }
            Created created = tokens.create(Kind.ACCESS, account, name, parts, expiresAt);
            done.accept(created.token());
            return created;
        });
    }

    private void requireSense(List<Part> parts, @Nullable Instant expiresAt) {
        if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
            throw new ChangeRefusedException(Reason.INVALID, "the token would have expired already");
        }
        if (parts.stream().anyMatch(part -> part.role() == Role.ADMIN)) {
            throw new ChangeRefusedException(
                    Reason.INVALID,
                    "a token that is narrowed cannot manage: narrow it to 'pull', 'push' or 'maintain'");
        }
    }

    /** Takes a token back, and what was issued for it. */
    public void revoke(AccessToken token, Consumer<AccessToken> done) {
        state.change(directory -> {
            if (!tokens.revoke(token.owner(), token.id())) {
                throw new ChangeRefusedException(Reason.MISSING, "there is no token of this id");
            }
            done.accept(token);
            return token;
        });
    }
}
