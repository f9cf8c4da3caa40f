package io.staithe.api;

import io.staithe.access.KnownRule;
import io.staithe.access.ManagedRules;
import io.staithe.access.RepositoryPattern;
import io.staithe.access.Role;
import io.staithe.access.Rule;
import io.staithe.access.RuleSubject;
import io.staithe.api.Asks.Right;
import io.staithe.audit.AuditEvent;
import io.staithe.audit.AuditTrail;
import java.net.URI;
import org.jspecify.annotations.Nullable;
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

/** {@code /api/v1/rules}: who may do what with which repositories. */
@RestController
@RequestMapping(path = RuleResource.PATH, produces = "application/json")
class RuleResource {

    static final String PATH = "/api/v1/rules";
    static final String PATTERN = "'team/app', 'team/*' for one level below, 'team/**' for all, or '**'";
    static final String ROLE = "'pull', 'push', 'maintain' or 'admin'";

    private final ManagedRules rules;
    private final AuditTrail trail;

    RuleResource(ManagedRules rules, AuditTrail trail) {
        this.rules = rules;
        this.trail = trail;
    }

    /** A rule as it is shown. */
    record ShownRule(String id, String subject, String repository, String role, String origin) {

        static ShownRule of(KnownRule known) {
            Rule rule = known.rule();
            return new ShownRule(
                    known.id(),
                    rule.subject().toString(),
                    rule.repository().toString(),
                    rule.role().word(),
                    known.origin().word());
        }
    }

    record NewRule(
            @Nullable String subject,
            @Nullable String repository,
            @Nullable String role) {

        Rule parsed() {
            return new Rule(
                    Required.parsed(
                            "subject",
                            subject,
                            RuleSubject::parse,
                            "'anonymous', 'authenticated', 'account:<name>', 'robot:<name>' or 'group:<name>'"),
                    Required.parsed("repository", repository, RepositoryPattern::parse, PATTERN),
                    Required.parsed("role", role, Role::find, ROLE));
        }
    }

    record NewRole(@Nullable String role) {}

    @Asks(value = Right.ADMINISTRATOR, to = "list rules")
    @GetMapping
    ResponseEntity<Page<ShownRule>> list(
            @RequestParam(required = false) @Nullable Integer n,
            @RequestParam(required = false) @Nullable String last) {
        return Page.cutAll(rules.list(), Page.Request.of(n, last), KnownRule::id, ShownRule::of);
    }

    @Asks(value = Right.ADMINISTRATOR, to = "make a rule")
    @PostMapping(consumes = "application/json")
    ResponseEntity<ShownRule> create(@RequestBody NewRule body) {
        KnownRule rule = rules.create(
                body.parsed(),
                made -> trail.within(new AuditEvent(
                        "rule.create", made.id(), true, made.rule().toString())));
        return ResponseEntity.created(URI.create(PATH + "/" + rule.id()))
                .eTag(tag(rule))
                .body(ShownRule.of(rule));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "see a rule")
    @GetMapping("/{id}")
    ResponseEntity<ShownRule> get(@PathVariable String id) {
        KnownRule rule = rules.find(id).orElseThrow(() -> Problem.missing("rule of this id"));
        return ResponseEntity.ok().eTag(tag(rule)).body(ShownRule.of(rule));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "set the role of a rule")
    @PutMapping(path = "/{id}", consumes = "application/json")
    ResponseEntity<ShownRule> setRole(
            @PathVariable String id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody NewRole body) {
        Role role = Required.parsed("role", body.role(), Role::find, ROLE);
        KnownRule rule = rules.setRole(
                id,
                role,
                Versions.matching(ifMatch, RuleResource::tag),
                changed -> trail.within(new AuditEvent(
                        "rule.change", changed.id(), true, changed.rule().toString())));
        return ResponseEntity.ok().eTag(tag(rule)).body(ShownRule.of(rule));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "delete a rule")
    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(
            @PathVariable String id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        rules.delete(
                id,
                Versions.matching(ifMatch, RuleResource::tag),
                deleted -> trail.within(new AuditEvent(
                        "rule.delete", deleted.id(), true, deleted.rule().toString())));
        return ResponseEntity.noContent().build();
    }

    private static String tag(KnownRule rule) {
        return Versions.tag(ShownRule.of(rule));
    }
}
