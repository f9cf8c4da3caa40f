package io.staithe.build;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.staithe.Staithe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.modulith.core.ApplicationModules;

/** Which package may use which. The table stands in {@code docs/architecture.md} too, and cannot differ. */
class ArchitectureTest {

    private static final List<Row> TABLE = List.of(
            row(0, "settings"),
            row(1, "client"),
            row(1, "oci"),
            row(1, "database", "settings"),
            row(1, "blobstore", "settings"),
            row(2, "access", "settings", "oci", "database"),
            row(2, "audit", "settings", "database"),
            row(2, "metadata", "settings", "oci", "database", "blobstore"),
            row(3, "storeidentity", "settings", "database", "blobstore", "metadata"),
            row(3, "blob", "settings", "oci", "database", "blobstore", "audit", "metadata"),
            row(3, "manifest", "settings", "oci", "database", "access", "metadata"),
            row(3, "gc", "settings", "oci", "database", "blobstore", "metadata"),
            row(3, "token", "settings", "oci", "database", "access"),
            row(4, "retention", "settings", "oci", "database", "access", "audit", "metadata", "manifest", "gc"),
            row(4, "quota", "settings", "oci", "database", "access", "metadata", "manifest", "gc"),
            row(4, "http", "settings", "oci", "blobstore", "access", "audit", "blob", "manifest", "token"),
            row(4, "scrub", "settings", "oci", "database", "blobstore", "audit", "metadata", "gc"),
            row(4, "admin", "settings", "database", "client", "access"),
            row(
                    5,
                    "api",
                    "oci",
                    "access",
                    "audit",
                    "metadata",
                    "manifest",
                    "gc",
                    "quota",
                    "retention",
                    "http",
                    "scrub"),
            row(6, "ops", "any"));

    private static final String ROOT = "io.staithe";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** A package with its rank and the packages that it may use. */
    record Row(int rank, String name, Set<String> mayUse) {

        boolean allows(String used) {
            return mayUse.contains("any") || mayUse.contains(used);
        }

        @Override
        public String toString() {
            return rank + " " + name + " -> " + mayUse;
        }
    }

    private static Row row(int rank, String name, String... mayUse) {
        return new Row(rank, name, new TreeSet<>(List.of(mayUse)));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aPackageUsesOnlyWhatItsRowNames(Row row) {
        String[] forbidden = TABLE.stream()
                .map(Row::name)
                .filter(Predicate.not(row::allows))
                .filter(other -> !other.equals(row.name()))
                .map(other -> ROOT + "." + other + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + row.name() + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .check(CLASSES);
    }

    static Stream<Row> rows() {
        return TABLE.stream();
    }

    @Test
    void everyEdgeGoesToALowerRank() {
        for (Row row : TABLE) {
            assertThat(TABLE)
                    .filteredOn(other -> row.mayUse().contains(other.name()))
                    .allSatisfy(other -> assertThat(other.rank())
                            .as("%s -> %s", row.name(), other.name())
                            .isLessThan(row.rank()));
        }
    }

    @Test
    void everyPackageHasARow() {
        Set<String> found = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ROOT + "."))
                .map(name -> name.substring(ROOT.length() + 1))
                .map(name -> name.contains(".") ? name.substring(0, name.indexOf('.')) : name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(TABLE.stream().map(Row::name)).containsExactlyInAnyOrderElementsOf(found);
    }

    @Test
    void theDocumentHasTheSameTable() throws IOException {
        List<Row> documented = Files.readAllLines(Path.of("docs/architecture.md")).stream()
                .filter(line -> line.matches("\\| \\d+ \\|.*"))
                .map(ArchitectureTest::documentedRow)
                .toList();
        assertThat(documented).containsExactlyElementsOf(TABLE);
    }

    private static Row documentedRow(String line) {
        List<String> cells =
                Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
        String mayUse = cells.get(4);
        return row(
                Integer.parseInt(cells.get(1)),
                cells.get(2).replace("`", ""),
                mayUse.equals("–") ? new String[0] : mayUse.split(", ", -1));
    }

    @Test
    void noModuleUsesTheInsideOfAnotherOrDependsOnItself() {
        ApplicationModules.of(Staithe.class).verify();
    }
}
