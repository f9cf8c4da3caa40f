package io.staithe.token;

/** The keys that tokens can be verified with by anybody. */
@FunctionalInterface
public interface PublishedKeys {

    /** A JSON Web Key Set, RFC 7517, without a private part. */
    String document();
}
