package io.staithe.api;

import io.staithe.api.Asks.Right;
import io.staithe.audit.AuditEvent;
import io.staithe.audit.AuditTrail;
import io.staithe.retention.RetentionRules;
import io.staithe.retention.RetentionRules.KnownRule;
import io.staithe.retention.RuleDefinition;
import java.net.URI;
import java.time.Instant;
import java.util.List;
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

/** {@code /api/v1/retention/rules}: what stays, by patterns of repositories and tags. */
@RestController
@RequestMapping(path = RetentionRuleResource.PATH, produces = "application/json")
class RetentionRuleResource {

    static final String PATH = "/api/v1/retention/rules";

    private final RetentionRules rules;
    private final AuditTrail trail;

    RetentionRuleResource(RetentionRules rules, AuditTrail trail) {
        this.rules = rules;
        this.trail = trail;
    }

    /**
     * A rule as it is shown, with the parts of {@link RuleDefinition}.
     *
     * @param origin {@code configuration} or {@code database}: only one in the database can be changed here
     * @param removesFrom from when on it removes something; null if it was not evaluated yet
     */
    record ShownRetentionRule(
            @Nullable String name,
            @Nullable String repository,
            @Nullable List<String> tags,
            @Nullable Integer keepNewest,
            @Nullable String by,
            @Nullable String keepPulledWithin,
            @Nullable Boolean keepNewestPatch,
            @Nullable String expireUntagged,
            @Nullable List<String> protect,
            String origin,
            @Nullable Instant removesFrom) {

        static ShownRetentionRule of(KnownRule rule) {
            RuleDefinition definition = rule.definition();
            return new ShownRetentionRule(
                    definition.name(),
                    definition.repository(),
                    definition.tags(),
                    definition.keepNewest(),
                    definition.by(),
                    definition.keepPulledWithin(),
                    definition.keepNewestPatch(),
                    definition.expireUntagged(),
                    definition.protect(),
                    rule.isDeclared() ? "configuration" : "database",
                    rule.removesFrom().orElse(null));
        }
    }

    @Asks(value = Right.ADMINISTRATOR, to = "list retention rules")
    @GetMapping
    ResponseEntity<Page<ShownRetentionRule>> list(
            @RequestParam(required = false) @Nullable Integer n,
            @RequestParam(required = false) @Nullable String last) {
        return Page.cutAll(rules.list(), Page.Request.of(n, last), KnownRule::name, ShownRetentionRule::of);
    }

    @Asks(value = Right.ADMINISTRATOR, to = "make a retention rule")
    @PostMapping(consumes = "application/json")
    ResponseEntity<ShownRetentionRule> create(@RequestBody RuleDefinition body) {
        KnownRule rule = rules.create(body, made -> record("create", made));
        return ResponseEntity.created(URI.create(PATH + "/" + rule.name()))
                .eTag(tag(rule))
                .body(ShownRetentionRule.of(rule));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "see a retention rule")
    @GetMapping("/{name}")
    ResponseEntity<ShownRetentionRule> get(@PathVariable String name) {
        KnownRule rule = rules.find(name).orElseThrow(() -> Problem.missing("rule of this name"));
        return ResponseEntity.ok().eTag(tag(rule)).body(ShownRetentionRule.of(rule));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "replace a retention rule, which is then new again")
    @PutMapping(path = "/{name}", consumes = "application/json")
    ResponseEntity<ShownRetentionRule> replace(
            @PathVariable String name,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody RuleDefinition body) {
        KnownRule rule = rules.replace(
                name,
                body,
                Versions.matching(ifMatch, RetentionRuleResource::tag),
                changed -> record("change", changed));
        return ResponseEntity.ok().eTag(tag(rule)).body(ShownRetentionRule.of(rule));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "delete a retention rule")
    @DeleteMapping("/{name}")
    ResponseEntity<Void> delete(
            @PathVariable String name, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        rules.delete(
                name, Versions.matching(ifMatch, RetentionRuleResource::tag), deleted -> record("delete", deleted));
        return ResponseEntity.noContent().build();
    }

    private void record(String what, KnownRule rule) {
        trail.within(new AuditEvent(
                "retention." + what, rule.name(), true, rule.definition().toString()));
    }

    private static String tag(KnownRule rule) {
        return Versions.tag(rule.definition());
    }
}
