package io.staithe.metadata;

import io.staithe.oci.RepositoryName;

/** What the tables do not know of quotas. */
public interface QuotaRules {

    /** Whether this node was told of any. */
    boolean any();

    /** @param pattern as it is stored with the quota */
    boolean matches(String pattern, RepositoryName repository);

    /** A push was refused for the sake of a quota. */
    void refused(String quota);
}
