package io.staithe.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** What is written to the log. A test that uses it runs alone. */
public final class LoggedLines {

    private LoggedLines() {}

    /**
     * Messages, with those of exceptions, that are logged while this is done.
     *
     * @param talkative loggers that say all that they have to say
     */
    public static List<String> during(Runnable work, String... talkative) {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger root = logger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(lines);
        for (String name : talkative) {
            logger(name).setLevel(Level.TRACE);
        }
        try {
            work.run();
        } finally {
            for (String name : talkative) {
                logger(name).setLevel(null);
            }
            root.detachAppender(lines);
        }
        return List.copyOf(lines.list).stream().flatMap(LoggedLines::texts).toList();
    }

    private static Stream<String> texts(ILoggingEvent event) {
        String message = event.getFormattedMessage();
        return event.getThrowableProxy() == null
                ? Stream.of(message)
                : Stream.of(message, String.valueOf(event.getThrowableProxy().getMessage()));
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }
}
