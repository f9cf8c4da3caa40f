package io.staithe.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Remembers what is logged as an error, or with a stack trace, from {@link #open} to {@link #close}. */
public final class LoggedErrors {

    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final Appender appender = new Appender();

    private final class Appender extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR) || event.getThrowableProxy() != null) {
                String cause = event.getThrowableProxy() == null
                        ? ""
                        : " " + event.getThrowableProxy().getClassName() + ": "
                                + event.getThrowableProxy().getMessage();
                messages.add(
                        event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage() + cause);
            }
        }
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    public void open() {
        appender.setContext(root().getLoggerContext());
        appender.start();
        root().addAppender(appender);
    }

    public List<String> soFar() {
        return List.copyOf(messages);
    }

    /** @return what was logged */
    public List<String> close() {
        root().detachAppender(appender);
        appender.stop();
        return List.copyOf(messages);
    }
}
