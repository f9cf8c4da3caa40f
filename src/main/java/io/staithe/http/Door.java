package io.staithe.http;

import io.staithe.access.Action;
import io.staithe.access.Caller;
import io.staithe.access.Decision;
import io.staithe.access.Rights;
import io.staithe.access.Role;
import io.staithe.access.Rule;
import io.staithe.oci.RepositoryName;

/** What it takes to get an answer from a route. A function of the parsed route and the method, and of nothing else. */
sealed interface Door {

    Decision decide(Rights rights);

    /** What a token has to be good for, as Docker's token specification writes it; empty for any token. */
    String scope();

    /** Nothing behind it: the request is refused whoever asks. */
    record Wall() implements Door {
        @Override
        public Decision decide(Rights rights) {
            return new Decision.Granted(Rule.everybody(Role.PULL));
        }

        @Override
        public String scope() {
            return "";
        }
    }

    /** Clients learn here how to log in, so they are sent to, unless there is nobody to log in as. */
    record Entrance() implements Door {
        @Override
        public Decision decide(Rights rights) {
            boolean known = !rights.caller().equals(Caller.ANONYMOUS);
            return known || (!rights.directory().hasAccounts() && rights.list() instanceof Decision.Granted)
                    ? new Decision.Granted(Rule.everybody(Role.PULL))
                    : new Decision.Challenge();
        }

        @Override
        public String scope() {
            return "";
        }
    }

    /** The list of repositories, with those that the caller may pull from. */
    record Catalog() implements Door {
        @Override
        public Decision decide(Rights rights) {
            return rights.list();
        }

        @Override
        public String scope() {
            return "registry:catalog:*";
        }
    }

    /** Something in a repository. */
    record Repository(RepositoryName name, Action action) implements Door {
        @Override
        public Decision decide(Rights rights) {
            return rights.decide(name, action);
        }

        @Override
        public String scope() {
            String actions = action == Action.PUSH ? "pull,push" : action.word();
            return "repository:" + name + ":" + actions;
        }
    }

    /** The door of a route. A method that the route does not know takes what reading takes. */
    static Door of(Route route, String method) {
        return switch (route) {
            case Route.Base _ -> new Entrance();
            case Route.Discover(var repository) ->
                repository.<Door>map(name -> new Repository(name, Action.PULL)).orElseGet(Entrance::new);
            case Route.Catalog _ -> new Catalog();
            case Route.TagList(var name) -> new Repository(name, Action.PULL);
            case Route.Referrers(var name, var _) -> new Repository(name, Action.PULL);
            case Route.Manifest(var name, var _) -> new Repository(name, content(method));
            case Route.Blob(var name, var _) -> new Repository(name, content(method));
            case Route.Uploads(var name) -> new Repository(name, Action.PUSH);
            case Route.Upload(var name, var _) -> new Repository(name, Action.PUSH);
            case Route.Refused _ -> new Wall();
        };
    }

    private static Action content(String method) {
        return switch (method) {
            case "PUT", "POST", "PATCH" -> Action.PUSH;
            case "DELETE" -> Action.DELETE;
            default -> Action.PULL;
        };
    }
}
