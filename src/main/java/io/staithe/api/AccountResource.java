package io.staithe.api;

import io.staithe.access.Account;
import io.staithe.access.ManagedAccounts;
import io.staithe.access.Rights;
import io.staithe.access.Subject;
import io.staithe.api.Asks.Right;
import io.staithe.audit.AuditEvent;
import io.staithe.audit.AuditTrail;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/accounts}: people, with a password. */
@RestController
@RequestMapping(path = AccountResource.PATH, produces = "application/json")
class AccountResource {

    static final String PATH = "/api/v1/accounts";

    private final ManagedAccounts accounts;
    private final AuditTrail trail;

    AccountResource(ManagedAccounts accounts, AuditTrail trail) {
        this.accounts = accounts;
        this.trail = trail;
    }

    /**
     * An account as it is shown.
     *
     * @param origin where it was declared: only one in the database can be changed here
     */
    record ShownAccount(String name, String origin, List<String> groups) {

        static ShownAccount of(Account account) {
            return new ShownAccount(
                    account.subject().name(),
                    account.origin().word(),
                    account.subject().groups().stream().sorted().toList());
        }
    }

    record NewAccount(@Nullable String name, @Nullable String password) {

        /** Frameworks log bodies. */
        @Override
        public String toString() {
            return "account " + name;
        }
    }

    record NewPassword(@Nullable String password) {

        @Override
        public String toString() {
            return "password";
        }
    }

    @Asks(value = Right.ADMINISTRATOR, to = "list accounts")
    @GetMapping
    ResponseEntity<Page<ShownAccount>> list(
            @RequestParam(required = false) @Nullable Integer n,
            @RequestParam(required = false) @Nullable String last) {
        return Page.cutAll(
                accounts.list(Subject.Kind.ACCOUNT),
                Page.Request.of(n, last),
                a -> a.subject().name(),
                ShownAccount::of);
    }

    @Asks(value = Right.ADMINISTRATOR, to = "make an account")
    @PostMapping(consumes = "application/json")
    ResponseEntity<ShownAccount> create(@RequestBody NewAccount body, Rights rights) {
        Owners.requireFirstHand(rights);
        Account account = accounts.createAccount(
                Required.property("name", body.name()),
                Required.property("password", body.password()),
                made -> trail.within(
                        AuditEvent.done("account.create", made.subject().id())));
        return ResponseEntity.created(URI.create(PATH + "/" + account.subject().name()))
                .eTag(tag(account))
                .body(ShownAccount.of(account));
    }

    @Asks(value = Right.SUBJECT, to = "see an account")
    @GetMapping("/{name}")
    ResponseEntity<ShownAccount> get(@PathVariable String name, Rights rights) {
        requireOwn(name, rights);
        Account account =
                accounts.find(Subject.Kind.ACCOUNT, name).orElseThrow(() -> Problem.missing("account of this name"));
        return ResponseEntity.ok().eTag(tag(account)).body(ShownAccount.of(account));
    }

    @Asks(value = Right.SUBJECT, to = "set the password of an account")
    @PutMapping(path = "/{name}/password", consumes = "application/json")
    ResponseEntity<Void> setPassword(
            @PathVariable String name,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody NewPassword body,
            Rights rights) {
        requireOwn(name, rights);
        Owners.requireFirstHand(rights);
        Account account = accounts.setPassword(
                name,
                Required.property("password", body.password()),
                Versions.matching(ifMatch, AccountResource::tag),
                changed -> trail.within(
                        AuditEvent.done("account.password", changed.subject().id())));
        return ResponseEntity.noContent().eTag(tag(account)).build();
    }

    @Asks(value = Right.ADMINISTRATOR, to = "delete an account with its tokens and rules")
    @DeleteMapping("/{name}")
    ResponseEntity<Void> delete(
            @PathVariable String name, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        accounts.delete(
                Subject.Kind.ACCOUNT,
                name,
                Versions.matching(ifMatch, AccountResource::tag),
                deleted -> trail.within(
                        AuditEvent.done("account.delete", deleted.subject().id())));
        return ResponseEntity.noContent().build();
    }

    /** One's own account takes the password: what was issued for it must not outlive a change of it. */
    private static void requireOwn(String name, Rights rights) {
        boolean own = rights.hasPassword() && rights.caller().subject().name().equals(name);
        if (!own && !ApiDoor.isAdministrator(rights)) {
            throw new Problem(
                    HttpStatus.FORBIDDEN, "this takes an administrator, or the password of the account itself");
        }
    }

    static String tag(Account account) {
        return Versions.tag(account.version(), ShownAccount.of(account));
    }
}
