package io.staithe.access;

import io.staithe.access.AccessProperties.GroupSetting;
import io.staithe.access.AccessProperties.RobotSetting;
import io.staithe.access.AccessProperties.RuleSetting;
import io.staithe.access.Account.Origin;
import io.staithe.settings.InvalidSettingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration declares.
 *
 * @param groups the ids of members by the name of each group
 * @param robots by name
 * @param tokens names of robots by the SHA-256 of the token that each logs in with
 */
record DeclaredAccess(
        List<Rule> rules, Map<String, Set<String>> groups, Map<String, Account> robots, Map<String, String> tokens) {

    private static final int SHORTEST_TOKEN = 32;
    private static final int VERSION_LENGTH = 16;

    /** @throws InvalidSettingException naming the first entry that is wrong */
    static void check(List<RuleSetting> rules, List<GroupSetting> groups, List<RobotSetting> robots) {
        DeclaredAccess _ = new DeclaredAccess(rules(rules), groups(groups), robots(robots), tokens(robots));
    }

    static DeclaredAccess of(AccessProperties properties) {
        List<Rule> rules = new ArrayList<>(rules(properties.rules()));
        if (properties.anonymous() != null) {
            Role.find(properties.anonymous()).map(Rule::everybody).ifPresent(rules::addFirst);
        }
        return new DeclaredAccess(
                rules, groups(properties.groups()), robots(properties.robots()), tokens(properties.robots()));
    }

    private static List<Rule> rules(List<RuleSetting> settings) {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < settings.size(); i++) {
            RuleSetting setting = settings.get(i);
            String property = "staithe.access.rules[" + i + "].";
            rules.add(new Rule(
                    require(
                            property + "subject",
                            setting.subject(),
                            RuleSubject.parse(text(setting.subject())),
                            "'anonymous', 'authenticated', 'account:<name>', 'robot:<name>' or 'group:<name>'"),
                    require(
                            property + "repository",
                            setting.repository(),
                            RepositoryPattern.parse(text(setting.repository())),
                            "a name such as 'team/app', 'team/*' for one level below, 'team/**' for all, or '**'"),
                    require(
                            property + "role",
                            setting.role(),
                            Role.find(text(setting.role())),
                            "'pull', 'push', 'maintain' or 'admin'")));
        }
        return rules;
    }

    private static Map<String, Set<String>> groups(List<GroupSetting> settings) {
        Map<String, Set<String>> groups = new HashMap<>();
        for (int i = 0; i < settings.size(); i++) {
            GroupSetting setting = settings.get(i);
            String property = "staithe.access.groups[" + i + "].";
            String group = name(property + "name", setting.name());
            Set<String> members = groups.computeIfAbsent(group, key -> new HashSet<>());
            for (int j = 0; j < setting.members().size(); j++) {
                String member = setting.members().get(j);
                require(
                        property + "members[" + j + "]",
                        member,
                        RuleSubject.parse(member).filter(RuleSubject::canBeMember),
                        "'account:<name>' or 'robot:<name>'");
                members.add(member);
            }
        }
        return groups;
    }

    private static Map<String, Account> robots(List<RobotSetting> settings) {
        Map<String, Account> robots = new HashMap<>();
        for (int i = 0; i < settings.size(); i++) {
            String property = "staithe.access.robots[" + i + "].name";
            String name = name(property, settings.get(i).name());
            Subject subject = new Subject(Subject.Kind.ROBOT, name, Set.of());
            String token = settings.get(i).token();
            String version = token == null ? "" : Secrets.sha256(token).substring(0, VERSION_LENGTH);
            if (robots.put(name, new Account(subject, Optional.empty(), version, Origin.CONFIGURATION)) != null) {
                throw new InvalidSettingException(property, name, "it is there twice", "Give each robot its own name.");
            }
        }
        return robots;
    }

    private static Map<String, String> tokens(List<RobotSetting> settings) {
        Map<String, String> tokens = new HashMap<>();
        for (int i = 0; i < settings.size(); i++) {
            String token = settings.get(i).token();
            if (token != null) {
                String property = "staithe.access.robots[" + i + "].token";
                if (!token.startsWith(AccessTokens.PREFIX) || token.length() < SHORTEST_TOKEN) {
                    throw new InvalidSettingException(
                            property,
                            InvalidSettingException.NOT_SHOWN,
                            token.isEmpty() ? "it is empty" : "it is no token",
                            "Write '" + AccessTokens.PREFIX + "' and random letters and digits, " + SHORTEST_TOKEN
                                    + " characters or more in all.");
                }
                if (tokens.put(Secrets.sha256(token), text(settings.get(i).name())) != null) {
                    throw new InvalidSettingException(
                            property,
                            InvalidSettingException.NOT_SHOWN,
                            "another robot has it too",
                            "Give each robot its own token.");
                }
            }
        }
        return tokens;
    }

    private static String name(String property, @Nullable String name) {
        return require(property, name, Optional.of(text(name)).filter(Names::isValid), Names.FORM);
    }

    private static <T> T require(String property, @Nullable String value, Optional<T> parsed, String form) {
        return parsed.orElseThrow(() -> new InvalidSettingException(
                property, text(value), value == null ? "it is missing" : "it is not valid", "Write " + form + "."));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
