package io.staithe.api;

import io.staithe.access.Account;
import io.staithe.access.Action;
import io.staithe.access.Caller;
import io.staithe.access.Decision;
import io.staithe.access.Limits;
import io.staithe.access.Rights;
import io.staithe.access.Subject;
import io.staithe.api.Asks.Right;
import io.staithe.oci.RepositoryName;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/can-i}: what the registry would say, and by which rule. */
@RestController
@RequestMapping(path = "/api/v1/can-i", produces = "application/json")
class DecisionResource {

    /** The rule that grants it. */
    record Granting(String subject, String repository, String role) {}

    /**
     * What came of the question.
     *
     * @param rule null if none grants it
     * @param reason a sentence
     */
    record Verdict(
            String subject,
            String repository,
            String action,
            boolean allowed,
            @Nullable Granting rule,
            String reason) {}

    @Asks(value = Right.EVERYBODY, to = "ask whether the caller, or for an administrator a subject, may do something")
    @GetMapping
    Verdict get(
            @RequestParam String repository,
            @RequestParam String action,
            @RequestParam(required = false) @Nullable String subject,
            Rights rights) {
        RepositoryName name = RepositoryName.parse(repository);
        Action wanted = Arrays.stream(Action.values())
                .filter(candidate -> candidate.word().equals(action))
                .findFirst()
                .orElseThrow(() -> Problem.invalid("'action' is 'pull', 'push', 'delete' or 'administer'"));
        Rights asked = subject == null ? rights : of(subject, rights);
        return switch (asked.decide(name, wanted)) {
            case Decision.Granted(var rule) ->
                verdict(
                        asked,
                        name,
                        wanted,
                        new Granting(
                                rule.subject().toString(),
                                rule.repository().toString(),
                                rule.role().word()),
                        "the rule '" + rule + "' grants it");
            case Decision.Challenge() ->
                verdict(asked, name, wanted, null, "nobody without credentials may do this: log in first");
            case Decision.Widen() -> verdict(asked, name, wanted, null, "the token was not made for this");
            case Decision.Denied(var reason) -> verdict(asked, name, wanted, null, reason);
        };
    }

    private static Verdict verdict(
            Rights asked, RepositoryName name, Action action, @Nullable Granting rule, String reason) {
        return new Verdict(asked.caller().subject().id(), name.value(), action.word(), rule != null, rule, reason);
    }

    private static Rights of(String id, Rights rights) {
        if (id.equals(rights.caller().subject().id())) {
            return rights;
        }
        ApiDoor.require(Right.ADMINISTRATOR, rights);
        Subject subject = id.equals(Subject.ANONYMOUS.id())
                ? Subject.ANONYMOUS
                : rights.directory().accounts().values().stream()
                        .map(Account::subject)
                        .filter(known -> known.id().equals(id))
                        .findFirst()
                        .orElseThrow(
                                () -> Problem.invalid(
                                        "'subject' is 'anonymous', or 'account:<name>' or 'robot:<name>' of one that is there"));
        return new Rights(new Caller(subject, "", new Limits.None()), rights.directory());
    }
}
