/**
 * Signed tokens: scopes in, a JSON Web Token out, and back again. Knows no HTTP and does not verify passwords.
 */
@NullMarked
package io.staithe.token;

import org.jspecify.annotations.NullMarked;
