package io.staithe.http;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How answers are sent.
 *
 * @param sendfile whether the kernel sends blob files by itself, where the connection allows it
 * @param accessLog whether each request is logged in one line
 */
@ConfigurationProperties("staithe.http")
public record HttpProperties(
        @DefaultValue("true") boolean sendfile,
        @DefaultValue("true") boolean accessLog) {}
