package io.staithe.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Subject.Kind;
import io.staithe.oci.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every subject, pattern, role, repository and action, against what the words mean. */
class RulesTest {

    private static final Subject ALICE = new Subject(Kind.ACCOUNT, "alice", Set.of("devs"));
    private static final Subject BOB = new Subject(Kind.ACCOUNT, "bob", Set.of());
    private static final Subject ROBOT = new Subject(Kind.ROBOT, "alice", Set.of("devs"));
    private static final List<Subject> SUBJECTS = List.of(Subject.ANONYMOUS, ALICE, BOB, ROBOT);

    private static final Map<String, Set<Subject>> INCLUDED = Map.of(
            "anonymous", Set.copyOf(SUBJECTS),
            "authenticated", Set.of(ALICE, BOB, ROBOT),
            "account:alice", Set.of(ALICE),
            "account:bob", Set.of(BOB),
            "robot:alice", Set.of(ROBOT),
            "robot:bob", Set.of(),
            "group:devs", Set.of(ALICE, ROBOT),
            "group:alice", Set.of());

    private static final List<String> REPOSITORIES =
            List.of("team", "team/app", "team/app/sub", "team/app/sub/deep", "teams/app", "tea", "app", "team-x/app");

    private static final Map<String, Set<String>> MATCHED = Map.of(
            "team/app", Set.of("team/app"),
            "team", Set.of("team"),
            "team/*", Set.of("team/app"),
            "team/app/*", Set.of("team/app/sub"),
            "team/**", Set.of("team/app", "team/app/sub", "team/app/sub/deep"),
            "*", Set.of("team", "tea", "app"),
            "**", Set.copyOf(REPOSITORIES));

    private static final Map<Role, Set<Action>> ALLOWED = Map.of(
            Role.PULL, Set.of(Action.PULL),
            Role.PUSH, Set.of(Action.PULL, Action.PUSH),
            Role.MAINTAIN, Set.of(Action.PULL, Action.PUSH, Action.DELETE),
            Role.ADMIN, Set.of(Action.values()));

    private static Rule rule(String subject, String repository, Role role) {
        return new Rule(
                RuleSubject.parse(subject).orElseThrow(),
                RepositoryPattern.parse(repository).orElseThrow(),
                role);
    }

    @Test
    void oneRuleGrantsExactlyWhatItSays() {
        int decisions = 0;
        for (String who : INCLUDED.keySet()) {
            for (String where : MATCHED.keySet()) {
                for (Role role : Role.values()) {
                    decisions += requireExactly(
                            rule(who, where, role),
                            Objects.requireNonNull(INCLUDED.get(who)),
                            Objects.requireNonNull(MATCHED.get(where)));
                }
            }
        }
        assertThat(decisions).isEqualTo(8 * 7 * 4 * 4 * 8 * 4);
    }

    private static int requireExactly(Rule rule, Set<Subject> included, Set<String> matched) {
        int decisions = 0;
        for (Subject subject : SUBJECTS) {
            for (String repository : REPOSITORIES) {
                for (Action action : Action.values()) {
                    boolean granted = included.contains(subject)
                            && matched.contains(repository)
                            && Objects.requireNonNull(ALLOWED.get(rule.role())).contains(action);
                    Decision decision =
                            new Rules(List.of(rule)).decide(subject, RepositoryName.parse(repository), action);
                    assertThat(decision)
                            .as("%s: may %s %s %s", rule, subject, action, repository)
                            .satisfies(made -> require(made, granted, rule, subject));
                    decisions++;
                }
            }
        }
        return decisions;
    }

    private static void require(Decision decision, boolean granted, Rule rule, Subject subject) {
        if (granted) {
            assertThat(decision).isEqualTo(new Decision.Granted(rule));
        } else if (subject.isAnonymous()) {
            assertThat(decision).isEqualTo(new Decision.Challenge());
        } else {
            assertThat(decision).isInstanceOf(Decision.Denied.class);
        }
    }

    @Test
    void aDecisionIsMadeByTheFirstRuleThatGrantsItAndMoreRulesTakeNothingAway() {
        Rule first = rule("account:bob", "**", Role.ADMIN);
        Rule second = rule("account:alice", "team/app", Role.PULL);
        Rule third = rule("authenticated", "**", Role.PUSH);
        Rules rules = new Rules(List.of(first, second, third));
        RepositoryName app = RepositoryName.parse("team/app");
        assertThat(rules.decide(ALICE, app, Action.PULL)).isEqualTo(new Decision.Granted(second));
        assertThat(rules.decide(ALICE, app, Action.PUSH)).isEqualTo(new Decision.Granted(third));
        assertThat(rules.decide(ALICE, app, Action.DELETE)).isInstanceOf(Decision.Denied.class);
    }

    @Test
    void withoutRulesNobodyMayDoAnything() {
        Rules none = new Rules(List.of());
        for (Subject subject : SUBJECTS) {
            for (Action action : Action.values()) {
                assertThat(none.decide(subject, RepositoryName.parse("a"), action))
                        .isNotInstanceOf(Decision.Granted.class);
            }
        }
    }

    @Test
    void theReasonNamesWhoWhatAndTheRoleThatItTakes() {
        assertThat(new Rules(List.of()).decide(BOB, RepositoryName.parse("team/app"), Action.DELETE))
                .isEqualTo(new Decision.Denied(
                        "account bob has no right to delete from team/app: it takes a rule with the role maintain or"
                                + " more"));
    }

    @Test
    void whatIsNoPatternAndNoSubjectIsNotTaken() {
        for (String text : new String[] {
            "",
            "/",
            "/**",
            "team/",
            "team**",
            "t*m/app",
            "**/app",
            "team/***",
            "Team/*",
            "team//app",
            "../**",
            "team/%2a"
        }) {
            assertThat(RepositoryPattern.parse(text)).as(text).isEmpty();
        }
        for (String text : new String[] {
            "",
            "alice",
            "account:",
            "account:a b",
            "user:alice",
            "anonymous:x",
            "Account:alice",
            "group:-x",
            "account:a:b",
            "robot:ä"
        }) {
            assertThat(RuleSubject.parse(text)).as(text).isEmpty();
        }
    }

    @Test
    void patternsAndSubjectsAreWrittenAsTheyAreRead() {
        List<String> texts = new ArrayList<>(MATCHED.keySet());
        assertThat(texts)
                .allSatisfy(text ->
                        assertThat(RepositoryPattern.parse(text).orElseThrow()).hasToString(text));
        assertThat(INCLUDED.keySet())
                .allSatisfy(text ->
                        assertThat(RuleSubject.parse(text).orElseThrow()).hasToString(text));
    }
}
