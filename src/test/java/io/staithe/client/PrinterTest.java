package io.staithe.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class PrinterTest {

    @Test
    void aColumnMayBeAPartOfAnObject() {
        StringWriter out = new StringWriter();
        new Printer(new PrintWriter(out), false)
                .list(
                        List.of(JsonMapper.shared()
                                .readTree("{\"name\":\"team\",\"limits\":{\"bytes\":1000,\"tags\":null}}")),
                        "name",
                        "limits.bytes",
                        "limits.tags");
        assertThat(out.toString().lines()).containsExactly("name  limits.bytes  limits.tags", "team  1000          -");
    }
}
