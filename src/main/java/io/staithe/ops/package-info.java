/** What an operator meets: health, the first and the last words in the log, Tomcat's settings, the drain on shutdown. */
@NullMarked
package io.staithe.ops;

import org.jspecify.annotations.NullMarked;
