package io.staithe.http;

import io.staithe.oci.Digest;
import io.staithe.oci.Reference;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import io.staithe.oci.UploadId;
import java.util.Optional;

/** What a path below {@code /v2/} names. */
sealed interface Route {

    /** The path with placeholders, for metrics. */
    String template();

    /** The repository that the path names. */
    default Optional<RepositoryName> repository() {
        return Optional.empty();
    }

    /** {@code /v2/} */
    record Base() implements Route {
        @Override
        public String template() {
            return "/v2/";
        }
    }

    /** {@code /v2/_catalog} */
    record Catalog() implements Route {
        @Override
        public String template() {
            return "/v2/_catalog";
        }
    }

    /** {@code /v2/_oci/ext/discover}, also below a repository. */
    record Discover(Optional<RepositoryName> repository) implements Route {
        @Override
        public String template() {
            return repository.isPresent() ? "/v2/{name}/_oci/ext/discover" : "/v2/_oci/ext/discover";
        }
    }

    /** {@code /v2/<name>/tags/list} */
    record TagList(RepositoryName name) implements InRepository {
        @Override
        public String template() {
            return "/v2/{name}/tags/list";
        }
    }

    /** {@code /v2/<name>/referrers/<digest>} */
    record Referrers(RepositoryName name, Digest subject) implements InRepository {
        @Override
        public String template() {
            return "/v2/{name}/referrers/{digest}";
        }
    }

    /** {@code /v2/<name>/manifests/<reference>} */
    record Manifest(RepositoryName name, Reference reference) implements InRepository {
        @Override
        public String template() {
            return "/v2/{name}/manifests/{reference}";
        }
    }

    /** {@code /v2/<name>/blobs/<digest>} */
    record Blob(RepositoryName name, Digest digest) implements InRepository {
        @Override
        public String template() {
            return "/v2/{name}/blobs/{digest}";
        }
    }

    /** {@code /v2/<name>/blobs/uploads/} */
    record Uploads(RepositoryName name) implements InRepository {
        @Override
        public String template() {
            return "/v2/{name}/blobs/uploads/";
        }
    }

    /** {@code /v2/<name>/blobs/uploads/<id>} */
    record Upload(RepositoryName name, Optional<UploadId> id) implements InRepository {
        @Override
        public String template() {
            return "/v2/{name}/blobs/uploads/{id}";
        }
    }

    /** A path of no meaning, or one that is malformed. */
    record Refused(RegistryException reason) implements Route {
        @Override
        public String template() {
            return "/v2/{refused}";
        }
    }

    /** A route whose path begins with a repository. */
    sealed interface InRepository extends Route {
        RepositoryName name();

        @Override
        default Optional<RepositoryName> repository() {
            return Optional.of(name());
        }
    }
}
