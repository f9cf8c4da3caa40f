/** How a wrong setting stops the start: by one screen that names the property, its value and what would be right. */
@NullMarked
package io.staithe.settings;

import org.jspecify.annotations.NullMarked;
