package io.staithe.testing;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Starts that set up the log one after the other: what Logback keeps of it is not made for two of them at once. From the
 * first moment of a start until its log is set up, nobody's lines are logged.
 */
public final class LoggingInTurn {

    private static final ReentrantLock TURN = new ReentrantLock();

    private LoggingInTurn() {}

    /** As {@link SpringApplication#run(String...)}. */
    public static ConfigurableApplicationContext run(SpringApplication application, String... arguments) {
        application.addListeners(new After());
        TURN.lock();
        try {
            return application.run(arguments);
        } finally {
            end();
        }
    }

    /**
     * Does this while no start sets up the log, which would take away who listens to it.
     *
     * @return what the work gives
     */
    public static <T> T undisturbed(Callable<T> work) throws Exception {
        TURN.lock();
        try {
            return work.call();
        } finally {
            TURN.unlock();
        }
    }

    private static void end() {
        if (TURN.isHeldByCurrentThread()) {
            TURN.unlock();
        }
    }

    private static final class After implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
        @Override
        public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
            end();
        }

        @Override
        public int getOrder() {
            return LoggingApplicationListener.DEFAULT_ORDER + 1;
        }
    }
}
