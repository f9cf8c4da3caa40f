/**
 * The {@code /v2/} API: routes, ranges, headers, error documents and its security chain. Decides nothing about content:
 * it reads a request, asks one feature and writes the answer.
 */
@NullMarked
package io.staithe.http;

import org.jspecify.annotations.NullMarked;
