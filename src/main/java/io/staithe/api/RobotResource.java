package io.staithe.api;

import io.staithe.access.Account;
import io.staithe.access.ManagedAccounts;
import io.staithe.access.Subject;
import io.staithe.api.Asks.Right;
import io.staithe.audit.AuditEvent;
import io.staithe.audit.AuditTrail;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/robots}: machines, which log in with tokens. */
@RestController
@RequestMapping(path = RobotResource.PATH, produces = "application/json")
class RobotResource {

    static final String PATH = "/api/v1/robots";

    private final ManagedAccounts accounts;
    private final AuditTrail trail;

    RobotResource(ManagedAccounts accounts, AuditTrail trail) {
        this.accounts = accounts;
        this.trail = trail;
    }

    /** A robot as it is shown. */
    record Robot(String name, String origin, List<String> groups) {

        static Robot of(Account robot) {
            AccountResource.ShownAccount shown = AccountResource.ShownAccount.of(robot);
            return new Robot(shown.name(), shown.origin(), shown.groups());
        }
    }

    record NewRobot(@Nullable String name) {}

    @Asks(value = Right.ADMINISTRATOR, to = "list robots")
    @GetMapping
    ResponseEntity<Page<Robot>> list(
            @RequestParam(required = false) @Nullable Integer n,
            @RequestParam(required = false) @Nullable String last) {
        return Page.cutAll(
                accounts.list(Subject.Kind.ROBOT),
                Page.Request.of(n, last),
                r -> r.subject().name(),
                Robot::of);
    }

    @Asks(value = Right.ADMINISTRATOR, to = "make a robot")
    @PostMapping(consumes = "application/json")
    ResponseEntity<Robot> create(@RequestBody NewRobot body) {
        Account robot = accounts.createRobot(
                Required.property("name", body.name()),
                made -> trail.within(
                        AuditEvent.done("robot.create", made.subject().id())));
        return ResponseEntity.created(URI.create(PATH + "/" + robot.subject().name()))
                .eTag(AccountResource.tag(robot))
                .body(Robot.of(robot));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "see a robot")
    @GetMapping("/{name}")
    ResponseEntity<Robot> get(@PathVariable String name) {
        Account robot =
                accounts.find(Subject.Kind.ROBOT, name).orElseThrow(() -> Problem.missing("robot of this name"));
        return ResponseEntity.ok().eTag(AccountResource.tag(robot)).body(Robot.of(robot));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "delete a robot with its tokens and rules")
    @DeleteMapping("/{name}")
    ResponseEntity<Void> delete(
            @PathVariable String name, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        accounts.delete(
                Subject.Kind.ROBOT,
                name,
                Versions.matching(ifMatch, AccountResource::tag),
                deleted -> trail.within(
                        AuditEvent.done("robot.delete", deleted.subject().id())));
        return ResponseEntity.noContent().build();
    }
}
