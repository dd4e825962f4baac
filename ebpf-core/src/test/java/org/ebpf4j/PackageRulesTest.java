// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the packages may know of each other. Everything runs from bytes towards objects; nothing flows back up. */
class PackageRulesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.ebpf4j");

    /** The exceptions live in the root package, and may be thrown from anywhere. */
    private static final DescribedPredicate<JavaClass> EXCEPTIONS =
            JavaClass.Predicates.assignableTo(BpfException.class);

    @Test
    void dependenciesRunOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("elf")
                .definedBy("org.ebpf4j.elf..")
                .layer("btf")
                .definedBy("org.ebpf4j.btf..")
                .layer("insn")
                .definedBy("org.ebpf4j.insn..")
                .layer("spec")
                .definedBy("org.ebpf4j.spec..")
                .layer("relocate")
                .definedBy("org.ebpf4j.relocate..")
                .layer("kernel")
                .definedBy("org.ebpf4j.kernel")
                .layer("kernel.linux")
                .definedBy("org.ebpf4j.kernel.linux..")
                .layer("codec")
                .definedBy("org.ebpf4j.codec..")
                .layer("map")
                .definedBy("org.ebpf4j.map..")
                .layer("attach")
                .definedBy("org.ebpf4j.attach..")
                .layer("decode")
                .definedBy("org.ebpf4j.decode..")
                .layer("root")
                .definedBy("org.ebpf4j")
                .whereLayer("elf")
                .mayNotAccessAnyLayer()
                .whereLayer("btf")
                .mayNotAccessAnyLayer()
                .whereLayer("insn")
                .mayNotAccessAnyLayer()
                .whereLayer("spec")
                .mayOnlyAccessLayers("elf", "btf", "insn")
                .whereLayer("relocate")
                .mayOnlyAccessLayers("spec", "elf", "btf", "insn")
                .whereLayer("kernel")
                .mayOnlyAccessLayers("btf")
                .whereLayer("kernel.linux")
                .mayOnlyAccessLayers("kernel")
                .whereLayer("codec")
                .mayOnlyAccessLayers("btf")
                .whereLayer("map")
                .mayOnlyAccessLayers("kernel", "spec", "btf", "codec")
                .whereLayer("attach")
                .mayOnlyAccessLayers("kernel", "spec", "elf")
                .whereLayer("decode")
                .mayOnlyAccessLayers("kernel")
                .ignoreDependency(DescribedPredicate.alwaysTrue(), EXCEPTIONS)
                .check(CLASSES);
    }

    @Test
    void onlyTheLinuxKernelKnowsNativeCode() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.ebpf4j.kernel.linux..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jnr..", "com.kenai..")
                .check(CLASSES);
    }

    @Test
    void onlyOpeningTheLinuxKernelTouchesNativeCode() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.ebpf4j.kernel.linux.CLibrary")
                .and()
                .doNotHaveFullyQualifiedName("org.ebpf4j.kernel.linux.CLibrary$Functions")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jnr..", "com.kenai..")
                .check(CLASSES);
    }
}
