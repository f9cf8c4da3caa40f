/** Blobs as objects of one bucket. The only package that knows of S3. */
@NullMarked
package io.staithe.blobstore.s3;

import org.jspecify.annotations.NullMarked;
