package io.staithe.admin;

import io.staithe.client.Terminal;
import io.staithe.database.OfflineDatabase;
import io.staithe.settings.InvalidSettingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "migrate-metadata",
        description = "Copies all metadata from one database to another, which must be empty. Nothing is written unless"
                + " everything was copied and compared. Stop all nodes first.",
        showDefaultValues = true)
final class MigrateMetadata implements Callable<Integer> {

    @Option(names = "--from", required = true, description = "A data folder or a JDBC URL.")
    private String from = "";

    @Option(names = "--to", required = true, description = "A data folder or a JDBC URL.")
    private String to = "";

    @Option(
            names = "--username",
            defaultValue = "${env:SPRING_DATASOURCE_USERNAME:-}",
            description = "The user at PostgreSQL, unless the URL names one.")
    private String username = "";

    @Option(
            names = "--password",
            defaultValue = "${env:SPRING_DATASOURCE_PASSWORD:-}",
            showDefaultValue = Visibility.NEVER,
            description = "His password; better in the environment, as SPRING_DATASOURCE_PASSWORD.")
    private String password = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter errors = spec.commandLine().getErr();
        try (OfflineDatabase source = OfflineDatabase.open(from, username, password, true);
                OfflineDatabase target = OfflineDatabase.open(to, username, password, false)) {
            Progress progress = new Progress(spec.commandLine().getOut(), Terminal.isThere());
            new MetadataCopy(source, target, progress).run();
            return 0;
        } catch (InvalidSettingException e) {
            errors.println(e.value() + ": " + e.reason() + ". " + e.remedy());
        } catch (CopyRefusedException e) {
            errors.println(e.getMessage());
        } catch (SQLException | IOException e) {
            errors.println("The copy failed and left nothing behind: " + e.getMessage());
        }
        errors.flush();
        return 1;
    }
}
