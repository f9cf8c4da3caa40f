package io.staithe.scrub;

import io.staithe.metadata.Quarantine.Damage;

/** What came of a look at the bytes of a blob. */
sealed interface Finding {

    /** They are those of the digest. */
    record Sound() implements Finding {}

    /** They are not. */
    record Bad(Damage damage, String seen) implements Finding {}

    /** Nobody may go on. */
    record Interrupted() implements Finding {}
}
