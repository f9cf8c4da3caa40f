/** Blobs as files below one folder. The only package that knows of files. */
@NullMarked
package io.staithe.blobstore.filesystem;

import org.jspecify.annotations.NullMarked;
