package io.staithe.access;

/** What came of the question whether somebody may do something. */
public sealed interface Decision {

    /** He may, by this rule. */
    record Granted(Rule rule) implements Decision {}

    /** Nobody knows who asks: credentials might help. */
    record Challenge() implements Decision {}

    /** The rules grant it, but the token that came with the request was made for less: another token will do. */
    record Widen() implements Decision {}

    /**
     * He may not.
     *
     * @param reason a sentence for who asked; the same whether the repository exists or not
     */
    record Denied(String reason) implements Decision {}
}
