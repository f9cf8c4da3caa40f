/**
 * Who may do what: accounts, robots, access tokens, rules and the decision. Knows no HTTP and no signed token.
 */
@NullMarked
package io.staithe.access;

import org.jspecify.annotations.NullMarked;
