package io.staithe.testing;

import io.staithe.testing.TestAuthority.Issued;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Shows a certificate to every server, also to one that asks for those of others; a client of good will would not. */
final class OwnCertificate extends X509ExtendedKeyManager {

    private static final String ALIAS = "own";

    private final Issued own;

    OwnCertificate(Issued own) {
        this.own = own;
    }

    @Override
    public String chooseEngineClientAlias(
            String @Nullable [] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return ALIAS;
    }

    @Override
    public String chooseClientAlias(
            String @Nullable [] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return ALIAS;
    }

    @Override
    public String[] getClientAliases(@Nullable String type, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(@Nullable String alias) {
        return new X509Certificate[] {own.certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(@Nullable String alias) {
        return own.keys().getPrivate();
    }

    @Override
    public String @Nullable [] getServerAliases(@Nullable String type, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
            @Nullable String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
