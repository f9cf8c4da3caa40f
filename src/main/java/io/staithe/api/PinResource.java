package io.staithe.api;

import io.staithe.access.Rights;
import io.staithe.api.Asks.Right;
import io.staithe.http.CallerAuthentication;
import io.staithe.metadata.Pins.Pin;
import io.staithe.oci.Reference;
import io.staithe.oci.RepositoryName;
import io.staithe.retention.Pinning;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/pins}: tags and manifests that nothing removes. */
@RestController
@RequestMapping(path = "/api/v1/pins", produces = "application/json")
class PinResource {

    private final Pinning pinning;

    PinResource(Pinning pinning) {
        this.pinning = pinning;
    }

    /** @param reference a tag or a digest */
    record ShownPin(String reference, String reason, String pinnedBy, Instant pinnedAt) {

        static ShownPin of(Pin pin) {
            return new ShownPin(pin.reference().toString(), pin.reason(), pin.by(), pin.at());
        }
    }

    record NewPin(
            @Nullable String repository,
            @Nullable String reference,
            @Nullable String reason) {}

    @Asks(value = Right.SUBJECT, to = "list the pins of a repository that one maintains")
    @GetMapping
    ResponseEntity<Page<ShownPin>> list(
            @RequestParam String repository,
            @RequestParam(required = false) @Nullable Integer n,
            @RequestParam(required = false) @Nullable String last,
            Rights rights) {
        RepositoryName name = Maintainers.require(repository, rights);
        Page.Request page = Page.Request.of(n, last);
        return Page.cut(
                pinning.page(name, page.after(), page.rows()),
                page,
                pin -> pin.reference().toString(),
                ShownPin::of);
    }

    @Asks(
            value = Right.SUBJECT,
            to = "pin a tag or a manifest of a repository that one maintains, so that nothing removes it")
    @PostMapping(consumes = "application/json")
    ShownPin pin(@RequestBody NewPin body, HttpServletRequest request, Rights rights) {
        RepositoryName name = Maintainers.require(Required.property("repository", body.repository()), rights);
        Reference reference = Reference.parse(Required.property("reference", body.reference()));
        String reason = Required.property("reason", body.reason());
        return ShownPin.of(pinning.pin(name, reference, reason, CallerAuthentication.who(request)));
    }

    @Asks(value = Right.SUBJECT, to = "take a pin back")
    @DeleteMapping
    ResponseEntity<Void> unpin(@RequestParam String repository, @RequestParam String reference, Rights rights) {
        if (!pinning.unpin(Maintainers.require(repository, rights), Reference.parse(reference))) {
            throw Problem.missing("such pin");
        }
        return ResponseEntity.noContent().build();
    }
}
