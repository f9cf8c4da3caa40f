package io.staithe.api;

import io.staithe.access.Rights;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Whose tokens and sessions a caller may see, make and revoke: his own with his password, all as an administrator. */
final class Owners {

    private Owners() {}

    static boolean mayManage(String owner, Rights rights) {
        boolean own = rights.hasPassword() && rights.caller().subject().id().equals(owner);
        return own || ApiDoor.isAdministrator(rights);
    }

    /** @throws Problem if the tokens of this owner are not the caller's business */
    static void require(String owner, Rights rights) {
        if (!mayManage(owner, rights)) {
            throw new Problem(
                    HttpStatus.FORBIDDEN, "this takes an administrator, or the password of the account itself");
        }
    }

    /** @throws Problem if the caller's own credential was issued for another one */
    static void requireFirstHand(Rights rights) {
        if (!rights.mayMakeCredentials()) {
            throw new Problem(
                    HttpStatus.FORBIDDEN,
                    "a token makes no tokens, accounts or passwords, which would outlive it: use the password");
        }
    }

    /**
     * Whose tokens to list.
     *
     * @param asked null if the caller did not say
     * @return null for those of all
     */
    static @Nullable String visible(@Nullable String asked, Rights rights) {
        if (asked == null && ApiDoor.isAdministrator(rights)) {
            return null;
        }
        String owner = asked == null ? rights.caller().subject().id() : asked;
        require(owner, rights);
        return owner;
    }
}
