package io.staithe.metadata;

import io.staithe.oci.ErrorCode;
import io.staithe.oci.RegistryException;
import java.util.Locale;

/** A push that a quota has no room for: {@code DENIED}. */
public final class OverQuotaException extends RegistryException {

    private static final long serialVersionUID = 1L;

    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};
    private static final int STEP = 1024;

    private OverQuotaException(QuotaDefinition quota, String used, String remedy) {
        super(
                ErrorCode.DENIED,
                "the quota '%s' for %s has no room: %s; 'staithe quota reclaim' shows %s"
                        .formatted(quota.name(), quota.pattern(), used, remedy));
    }

    /**
     * Names the first limit that does not hold.
     *
     * @param change what would be added
     */
    static OverQuotaException of(QuotaDefinition quota, Amounts used, Amounts change) {
        Amounts limits = quota.limits();
        if (change.bytes() > 0 && used.bytes() + change.bytes() > limits.bytes()) {
            return new OverQuotaException(
                    quota,
                    "%s of %s are used and %s more are needed"
                            .formatted(size(used.bytes()), size(limits.bytes()), size(change.bytes())),
                    "what could be freed");
        }
        if (change.repositories() > 0 && used.repositories() + change.repositories() > limits.repositories()) {
            return new OverQuotaException(
                    quota,
                    "there are %d of %d repositories".formatted(used.repositories(), limits.repositories()),
                    "which could be deleted");
        }
        return new OverQuotaException(
                quota,
                "there are %d of %d tags and %d more are needed".formatted(used.tags(), limits.tags(), change.tags()),
                "the repositories; delete tags that are no longer needed");
    }

    /** Exact as far as it is short, with the unit that people would choose. */
    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= STEP && unit < UNITS.length - 1) {
            value /= STEP;
            unit++;
        }
        return unit == 0 || value == Math.rint(value)
                ? "%.0f %s".formatted(value, UNITS[unit])
                : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
