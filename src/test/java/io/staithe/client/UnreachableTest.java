package io.staithe.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class UnreachableTest {

    private static <T extends IOException> T because(T failure, Throwable cause) {
        failure.initCause(cause);
        return failure;
    }

    @Test
    void eachReasonSaysWhatToDo() {
        require(because(new ConnectException(), new UnresolvedAddressException()), "knows its name");
        require(new ConnectException(), "nothing listens there");
        require(new HttpTimeoutException("timed out"), "in time");
        require(because(new SSLHandshakeException("PKIX"), new CertPathBuilderException()), "--ca-file");
        require(
                because(
                        new SSLHandshakeException("No name matching a"),
                        new CertificateException("No name matching a")),
                "No name matching a");
        require(new SSLException("Unsupported or unrecognized SSL message"), "http://");
        require(new SSLException("Unrecognized SSL message, plaintext connection?"), "http://");
        require(new SSLHandshakeException("Received fatal alert: protocol_version"), "protocol_version");
        require(new IOException(), "IOException");
    }

    private static void require(IOException failure, String words) {
        assertThat(Unreachable.reason(failure)).contains(words);
    }
}
