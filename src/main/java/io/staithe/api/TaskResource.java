package io.staithe.api;

import io.staithe.api.Asks.Right;
import io.staithe.gc.TaskControl;
import io.staithe.http.CallerAuthentication;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/tasks}: what the registry does in the background. */
@RestController
@RequestMapping(path = "/api/v1/tasks", produces = "application/json")
class TaskResource {

    private final TaskControl control;

    TaskResource(TaskControl control) {
        this.control = control;
    }

    /**
     * A background task.
     *
     * @param finishedAt when one that is done once in a while ended last
     */
    record ShownTask(
            String name,
            boolean paused,
            @Nullable Instant pausedAt,
            @Nullable String pausedBy,
            @Nullable Instant finishedAt) {

        static ShownTask of(TaskControl.Task task) {
            return new ShownTask(
                    task.name(),
                    task.pause().isPresent(),
                    task.pause().map(TaskControl.Pause::since).orElse(null),
                    task.pause().map(TaskControl.Pause::by).orElse(null),
                    task.finishedAt().orElse(null));
        }
    }

    @Asks(value = Right.ADMINISTRATOR, to = "list background tasks")
    @GetMapping
    ResponseEntity<Page<ShownTask>> list(
            @RequestParam(required = false) @Nullable Integer n,
            @RequestParam(required = false) @Nullable String last) {
        return Page.cutAll(control.tasks(), Page.Request.of(n, last), TaskControl.Task::name, ShownTask::of);
    }

    @Asks(value = Right.ADMINISTRATOR, to = "let a background task rest on all nodes")
    @PostMapping("/{name}/pause")
    ShownTask pause(@PathVariable String name, HttpServletRequest request) {
        return shown(name, control.pause(name, CallerAuthentication.who(request)));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "let a background task go on")
    @PostMapping("/{name}/resume")
    ShownTask resume(@PathVariable String name) {
        return shown(name, control.resume(name));
    }

    @Asks(value = Right.ADMINISTRATOR, to = "let a task that is done once in a while begin soon")
    @PostMapping("/{name}/run")
    ShownTask run(@PathVariable String name) {
        return shown(name, control.startSoon(name));
    }

    private ShownTask shown(String name, boolean known) {
        if (!known) {
            throw Problem.missing("task of this name");
        }
        return control.tasks().stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .map(ShownTask::of)
                .orElseThrow();
    }
}
