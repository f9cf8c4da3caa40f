package io.staithe.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Why there was no answer, in words that say what to do. */
final class Unreachable {

    /** As Java says it in two ways. */
    private static final Pattern PLAIN = Pattern.compile("[Uu]nrecognized SSL message");

    private Unreachable() {}

    static String reason(IOException failure) {
        if (has(failure, UnresolvedAddressException.class)) {
            return "nobody knows its name";
        }
        if (failure instanceof HttpTimeoutException) {
            return "it does not answer in time";
        }
        if (failure instanceof ConnectException) {
            return "nothing listens there. Is it running, and is --url its address?";
        }
        if (has(failure, CertPathBuilderException.class)) {
            return "nobody who is trusted signed its certificate. Name the authority that did with --ca-file";
        }
        if (has(failure, CertificateException.class)) {
            return "its certificate does not hold: " + text(failure);
        }
        if (has(failure, SSLException.class) && PLAIN.matcher(text(failure)).find()) {
            return "it does not speak TLS. Should --url begin with http://?";
        }
        return text(failure);
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String text(IOException failure) {
        return Optional.ofNullable(failure.getMessage())
                .orElse(failure.getClass().getSimpleName());
    }
}
