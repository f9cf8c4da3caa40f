package io.staithe.api;

import io.staithe.access.Action;
import io.staithe.access.Decision;
import io.staithe.access.Rights;
import io.staithe.api.Asks.Right;
import io.staithe.oci.RepositoryName;
import org.springframework.http.HttpStatus;

/** Who may say what stays in a repository: whoever may delete from it. */
final class Maintainers {

    private Maintainers() {}

    /** @throws Problem if the caller may not */
    static RepositoryName require(String repository, Rights rights) {
        RepositoryName name = RepositoryName.parse(repository);
        if (!ApiDoor.isAdministrator(rights)) {
            switch (rights.decide(name, Action.DELETE)) {
                case Decision.Granted(var _) -> {}
                case Decision.Challenge() -> ApiDoor.require(Right.ADMINISTRATOR, rights);
                case Decision.Widen() ->
                    throw new Problem(HttpStatus.FORBIDDEN, "use name and password, or an access token");
                case Decision.Denied(var reason) -> throw new Problem(HttpStatus.FORBIDDEN, reason);
            }
        }
        return name;
    }
}
