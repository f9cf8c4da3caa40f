package io.staithe.http;

import io.staithe.access.Caller;
import io.staithe.access.CertificateIdentity;
import io.staithe.access.Directory;
import io.staithe.access.Login;
import io.staithe.access.Logins;
import io.staithe.access.Names;
import io.staithe.audit.AuditEvent;
import io.staithe.audit.AuditOrigin;
import io.staithe.audit.AuditTrail;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.slf4j.MDC;

/**
 * Logs in, and records log-ins that failed or were verified anew, and tokens that were issued to somebody. What was verified
 * lately is not recorded again: clients send it with every request.
 */
final class AuditedLogins {

    private static final String LOGIN = "login";

    /** What the container itself has from the TLS handshake, Jakarta Servlet 6.1, section 3.10. */
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    private final Logins logins;
    private final CertificateIdentity certificates;
    private final AuditTrail trail;
    private final Forwarding forwarding;
    private final RecordedFailures failures;

    AuditedLogins(
            Logins logins,
            CertificateIdentity certificates,
            AuditTrail trail,
            Forwarding forwarding,
            RecordedFailures failures) {
        this.logins = logins;
        this.certificates = certificates;
        this.trail = trail;
        this.forwarding = forwarding;
        this.failures = failures;
    }

    /** What is done for the request from now on comes from this subject. */
    void enter(HttpServletRequest request, String subject) {
        trail.enter(origin(request, subject));
    }

    void leave() {
        trail.leave();
    }

    private AuditOrigin origin(HttpServletRequest request, String subject) {
        String id = MDC.get(RequestLog.KEY);
        return new AuditOrigin(subject, forwarding.client(request), id == null ? "-" : id);
    }

    Login login(String name, String secret, HttpServletRequest request) {
        Login login = logins.login(name, secret, forwarding.client(request));
        switch (login) {
            case Login.Verified verified -> succeeded(verified, request);
            case Login.Wrong() -> failed(name, request, "the name or the password is wrong");
            case Login.Throttled(var _) -> failed(name, request, "there were too many failures");
            case Login.Unavailable(var _) -> failed(name, request, "the issuer cannot be reached");
        }
        return login;
    }

    /** Whom the certificate stands for that the client showed; a proxy shows its own, which says nothing of its clients. */
    Optional<Caller> findByCertificate(HttpServletRequest request, Directory directory) {
        if (!certificates.isUsed()
                || !(request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain)
                || chain.length == 0
                || forwarding.isFromProxy(request)) {
            return Optional.empty();
        }
        return certificates.find(chain[0], directory);
    }

    /** Such a caller may come in. */
    void loginByCertificate(Caller caller, HttpServletRequest request) {
        succeeded(certificates.enter(caller), request);
    }

    private void succeeded(Login.Verified login, HttpServletRequest request) {
        if (login.anew()) {
            trail.later(
                    origin(request, login.caller().subject().id()),
                    new AuditEvent(LOGIN, "", true, credential(login.caller())));
        }
    }

    private static String credential(Caller caller) {
        String credential = caller.credential();
        if (credential.startsWith(CertificateIdentity.MARK)) {
            return "with the certificate " + credential.substring(CertificateIdentity.MARK.length());
        }
        return credential.isEmpty() ? "" : "with the token " + credential;
    }

    /** What is no name may be a password that slipped. */
    private void failed(String name, HttpServletRequest request, String reason) {
        String claimed = Names.isValid(name) ? name : "?";
        failures.reason(forwarding.client(request), reason)
                .ifPresent(said -> trail.later(origin(request, "anonymous"), AuditEvent.denied(LOGIN, claimed, said)));
    }

    /** Somebody who said who he is may not do this. */
    void denied(HttpServletRequest request, String target, String reason) {
        String subject = String.valueOf(request.getAttribute(CallerFilter.SUBJECT));
        trail.later(origin(request, subject), AuditEvent.denied("request", target, reason));
    }

    /** Tokens for everybody are not recorded: each anonymous pull takes one. */
    void issued(HttpServletRequest request, Caller caller, String scope) {
        if (!caller.subject().isAnonymous()) {
            trail.later(origin(request, caller.subject().id()), new AuditEvent("token.issue", "", true, scope));
        }
    }
}
