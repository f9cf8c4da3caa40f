/** The command line beside the registry itself. Knows the database's tables only by what the database says of them. */
@NullMarked
package io.staithe.admin;

import org.jspecify.annotations.NullMarked;
