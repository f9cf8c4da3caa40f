package io.staithe.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.oci.ErrorCode;
import io.staithe.oci.RegistryException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;

/** Percent-encoding, RFC 3986, section 2.1. A plus sign stands for itself. */
final class Percent {

    private Percent() {}

    /** @throws RegistryException {@code NAME_INVALID} if the text is not percent-encoded UTF-8, or hides a NUL */
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return withoutNul(text);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.write(octet(text, i));
                i += 3;
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(UTF_8));
                i++;
            }
        }
        return utf8(bytes.toByteArray());
    }

    private static int octet(String text, int percent) {
        int high = percent + 2 < text.length() ? Character.digit(text.charAt(percent + 1), 16) : -1;
        int low = percent + 2 < text.length() ? Character.digit(text.charAt(percent + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw malformed();
        }
        return high << 4 | low;
    }

    private static String utf8(byte[] bytes) {
        try {
            return withoutNul(UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw malformed();
        }
    }

    private static String withoutNul(String text) {
        if (text.indexOf(0) >= 0) {
            throw malformed();
        }
        return text;
    }

    private static RegistryException malformed() {
        return new RegistryException(ErrorCode.NAME_INVALID, "the address is not percent-encoded UTF-8 without NUL");
    }
}
