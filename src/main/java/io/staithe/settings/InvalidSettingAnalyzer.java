package io.staithe.settings;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints {@link InvalidSettingException} in place of a stack trace. */
final class InvalidSettingAnalyzer extends AbstractFailureAnalyzer<InvalidSettingException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidSettingException cause) {
        String description = cause.property() + "=" + cause.value() + ": " + cause.reason() + ".";
        return new FailureAnalysis(description, cause.remedy(), cause);
    }
}
