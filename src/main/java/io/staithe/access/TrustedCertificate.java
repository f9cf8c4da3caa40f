package io.staithe.access;

import io.staithe.access.AccessProperties.CertificateSetting;
import io.staithe.settings.InvalidSettingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Certificates of clients, and for whom they stand.
 *
 * @param subject account or robot
 * @param names all that a certificate must say, one at least, since an authority signs for many
 */
record TrustedCertificate(RuleSubject subject, List<CertificateName> names) {

    private static final String PREFIX = "staithe.access.certificates[";

    TrustedCertificate {
        names = List.copyOf(names);
    }

    boolean includes(X509Certificate certificate) {
        return names.stream().allMatch(name -> name.isOn(certificate));
    }

    /** @throws InvalidSettingException naming the first entry that is wrong */
    static List<TrustedCertificate> all(List<CertificateSetting> settings) {
        List<TrustedCertificate> certificates = new ArrayList<>();
        for (int i = 0; i < settings.size(); i++) {
            String property = PREFIX + i + "].";
            String subject = Objects.requireNonNullElse(settings.get(i).subject(), "");
            certificates.add(new TrustedCertificate(
                    RuleSubject.parse(subject)
                            .filter(RuleSubject::canBeMember)
                            .orElseThrow(() -> new InvalidSettingException(
                                    property + "subject",
                                    subject,
                                    subject.isEmpty() ? "it is missing" : "it is not valid",
                                    "Write 'account:<name>' or 'robot:<name>'.")),
                    names(property + "names", settings.get(i).names())));
        }
        return certificates;
    }

    private static List<CertificateName> names(String property, List<String> texts) {
        if (texts.isEmpty()) {
            throw new InvalidSettingException(
                    property,
                    "",
                    "there is no name, so whoever has a certificate could log in",
                    "Write one at least, such as 'dns=builder.example.com'.");
        }
        return texts.stream()
                .map(text -> CertificateName.parse(text)
                        .orElseThrow(() -> new InvalidSettingException(
                                property,
                                text,
                                "it is no name of a certificate",
                                "Write " + CertificateName.FORM + ".")))
                .toList();
    }
}
