package io.staithe.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

    private static String drawn(boolean terminal) {
        StringWriter out = new StringWriter();
        new ProgressBar(new PrintWriter(out), terminal).at(500, 1000);
        return out.toString();
    }

    @Test
    void aBarMovesOnATerminalAlone() {
        assertThat(drawn(true)).contains("[####################                    ]  50 %");
        assertThat(drawn(false)).isEmpty();
    }
}
