/**
 * The specification's words: digest, repository name, tag, reference, descriptor, manifest, error code. Knows their
 * grammar and nothing of storage, HTTP or Spring.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">OCI distribution specification</a>
 */
@NullMarked
package io.staithe.oci;

import org.jspecify.annotations.NullMarked;
