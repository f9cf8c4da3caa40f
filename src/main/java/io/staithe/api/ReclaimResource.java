package io.staithe.api;

import io.staithe.api.Asks.Right;
import io.staithe.metadata.Reclaimable;
import io.staithe.metadata.Reclaimable.Holding;
import io.staithe.oci.RepositoryName;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/reclaim}: what takes how much room, and what a delete would free. */
@RestController
@RequestMapping(path = "/api/v1/reclaim", produces = "application/json")
class ReclaimResource {

    private final Reclaimable reclaimable;

    ReclaimResource(Reclaimable reclaimable) {
        this.reclaimable = reclaimable;
    }

    /**
     * What is held, in bytes.
     *
     * @param exclusive what nothing else of its kind has
     * @param shared what something else of its kind has too
     * @param freed what the store would lose if it were deleted, and the trash emptied
     * @param trash what only its trash holds now
     */
    record ShownHolding(String name, long bytes, long exclusive, long shared, long freed, long trash) {

        static ShownHolding of(Holding holding) {
            return new ShownHolding(
                    holding.name(),
                    holding.bytes(),
                    holding.exclusive(),
                    holding.bytes() - holding.exclusive(),
                    holding.freed(),
                    holding.trash());
        }
    }

    @Asks(value = Right.ADMINISTRATOR, to = "see what all repositories below a name hold, and what is theirs alone")
    @GetMapping("/namespace")
    ShownHolding namespace(@RequestParam(defaultValue = "") String name) {
        return ShownHolding.of(reclaimable.namespace(namespaced(name)));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "see what each repository holds, and what its delete would free")
    @GetMapping("/repositories")
    ResponseEntity<Page<ShownHolding>> repositories(
            @RequestParam(defaultValue = "") String namespace,
            @RequestParam(required = false) @Nullable Integer n,
            @RequestParam(required = false) @Nullable String last) {
        Page.Request page = Page.Request.of(n, last);
        return Page.cut(
                reclaimable.repositories(namespaced(namespace), page.after(), page.rows()),
                page,
                Holding::name,
                ShownHolding::of);
    }

    @Asks(value = Right.ADMINISTRATOR, to = "see what each tag of a repository holds, and what its delete would free")
    @GetMapping("/tags")
    ResponseEntity<Page<ShownHolding>> tags(
            @RequestParam String repository,
            @RequestParam(required = false) @Nullable Integer n,
            @RequestParam(required = false) @Nullable String last) {
        Page.Request page = Page.Request.of(n, last);
        return Page.cut(
                reclaimable.tags(RepositoryName.parse(repository), page.after(), page.rows()),
                page,
                Holding::name,
                ShownHolding::of);
    }

    private static String namespaced(String name) {
        return name.isEmpty() ? name : RepositoryName.parse(name).value();
    }
}
