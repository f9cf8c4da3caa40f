/** Put, get and delete of manifests; tags, referrers, the catalogue. Knows no storage: manifests live in the database. */
@NullMarked
package io.staithe.manifest;

import org.jspecify.annotations.NullMarked;
