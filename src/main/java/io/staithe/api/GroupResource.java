package io.staithe.api;

import io.staithe.access.Group;
import io.staithe.access.ManagedGroups;
import io.staithe.api.Asks.Right;
import io.staithe.audit.AuditEvent;
import io.staithe.audit.AuditTrail;
import java.net.URI;
import java.util.List;
import java.util.Objects;
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

/** {@code /api/v1/groups}: accounts and robots that rules name together. */
@RestController
@RequestMapping(path = GroupResource.PATH, produces = "application/json")
class GroupResource {

    static final String PATH = "/api/v1/groups";

    private final ManagedGroups groups;
    private final AuditTrail trail;

    GroupResource(ManagedGroups groups, AuditTrail trail) {
        this.groups = groups;
        this.trail = trail;
    }

    /** A group as it is shown; members are {@code account:name} or {@code robot:name}. */
    record ShownGroup(String name, String origin, List<String> members) {

        static ShownGroup of(Group group) {
            return new ShownGroup(group.name(), group.origin().word(), group.members());
        }
    }

    record NewGroup(@Nullable String name, @Nullable List<@Nullable String> members) {}

    record Members(@Nullable List<@Nullable String> members) {}

    @Asks(value = Right.ADMINISTRATOR, to = "list groups")
    @GetMapping
    ResponseEntity<Page<ShownGroup>> list(
            @RequestParam(required = false) @Nullable Integer n,
            @RequestParam(required = false) @Nullable String last) {
        return Page.cutAll(groups.list(), Page.Request.of(n, last), Group::name, ShownGroup::of);
    }

    @Asks(value = Right.ADMINISTRATOR, to = "make a group")
    @PostMapping(consumes = "application/json")
    ResponseEntity<ShownGroup> create(@RequestBody NewGroup body) {
        List<@Nullable String> members = body.members() == null ? List.of() : body.members();
        Group group = groups.create(
                Required.property("name", body.name()),
                whole(members),
                made -> trail.within(
                        new AuditEvent("group.create", made.name(), true, String.join(" ", made.members()))));
        return ResponseEntity.created(URI.create(PATH + "/" + group.name()))
                .eTag(tag(group))
                .body(ShownGroup.of(group));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "see a group")
    @GetMapping("/{name}")
    ResponseEntity<ShownGroup> get(@PathVariable String name) {
        Group group = groups.find(name).orElseThrow(() -> Problem.missing("group of this name"));
        return ResponseEntity.ok().eTag(tag(group)).body(ShownGroup.of(group));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "set the members of a group")
    @PutMapping(path = "/{name}", consumes = "application/json")
    ResponseEntity<ShownGroup> setMembers(
            @PathVariable String name,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody Members body) {
        List<String> members = whole(Required.property("members", body.members()));
        Group group = groups.setMembers(
                name,
                members,
                Versions.matching(ifMatch, GroupResource::tag),
                changed -> trail.within(
                        new AuditEvent("group.change", changed.name(), true, String.join(" ", changed.members()))));
        return ResponseEntity.ok().eTag(tag(group)).body(ShownGroup.of(group));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "delete a group with its rules")
    @DeleteMapping("/{name}")
    ResponseEntity<Void> delete(
            @PathVariable String name, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        groups.delete(
                name,
                Versions.matching(ifMatch, GroupResource::tag),
                deleted -> trail.within(AuditEvent.done("group.delete", deleted.name())));
        return ResponseEntity.noContent().build();
    }

    private static List<String> whole(List<@Nullable String> members) {
        return members.stream()
                .map(member -> Objects.requireNonNullElse(member, ""))
                .toList();
    }

    private static String tag(Group group) {
        return Versions.tag(ShownGroup.of(group));
    }
}
