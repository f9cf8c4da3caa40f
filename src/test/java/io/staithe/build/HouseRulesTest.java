package io.staithe.build;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Configuration;

/** What was said twice in reviews. */
class HouseRulesTest {

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.staithe");
    private static final JavaClasses ALL = new ClassFileImporter().importPackages("io.staithe");

    private static final String EMPTY_NAMES =
            ".*\\.(util|common|helper|impl|core|model|dto|service|controller)s?(\\..*)?";

    @Test
    void everyPackageSaysThatNothingIsNullUnlessItSaysSo() {
        assertThat(packages())
                .isNotEmpty()
                .allSatisfy(item -> assertThat(item.isAnnotatedWith(NullMarked.class))
                        .as("@NullMarked in package-info.java of %s", item.getName())
                        .isTrue());
    }

    @Test
    void aPackageIsNamedAfterWhatItDoes() {
        assertThat(packages()).extracting(JavaPackage::getName).noneMatch(name -> name.matches(EMPTY_NAMES));
    }

    private static List<JavaPackage> packages() {
        JavaPackage root = ALL.getPackage("io.staithe");
        return Stream.concat(Stream.of(root), root.getSubpackagesInTree().stream())
                .filter(item -> !item.getClasses().isEmpty())
                .toList();
    }

    @Test
    void aClassIsNamedAfterWhatItIs() {
        noClasses().should().haveNameMatching(".*(Impl|Manager|Utils?|Helper)").check(ALL);
    }

    @Test
    void dependenciesComeThroughTheConstructor() {
        NO_CLASSES_SHOULD_USE_FIELD_INJECTION.check(ALL);
    }

    @Test
    void theSpecificationsWordsKnowNoSpring() {
        noClasses()
                .that()
                .resideInAPackage("io.staithe.oci..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(PRODUCT);
    }

    @Test
    void whatIsSaidGoesThroughTheLog() {
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(ALL);
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(ALL);
    }

    @Test
    void onlyARecordHasAPartThatMayBeMissing() {
        fields().that()
                .areDeclaredInClassesThat()
                .areNotRecords()
                .should()
                .notHaveRawType(Optional.class)
                .check(ALL);
    }

    @Test
    void theWiringOfAPackageIsItsOwnBusiness() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Configuration")
                .or()
                .areAnnotatedWith(Configuration.class)
                .should()
                .bePackagePrivate()
                .andShould()
                .haveSimpleNameEndingWith("Configuration")
                .check(PRODUCT);
    }
}
