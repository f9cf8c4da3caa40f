/** The command line that talks to a registry through its management API. Knows nothing of the server's inside. */
@NullMarked
package io.staithe.client;

import org.jspecify.annotations.NullMarked;
