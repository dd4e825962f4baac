// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.testkit;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.ObjectKind;

/**
 * Programs and links that are in the kernel although no process has a descriptor of them: attached or pinned and forgotten. Best effort: nothing
 * tells who made such a thing, so another process that does just this during a test is blamed on the test. Maps and BTF are left out,
 * because a program keeps those that it uses, whoever's it is; those that we hold ourselves {@link ProcessDescriptors} names.
 *
 * <p>Walking ids takes CAP_SYS_ADMIN; without it, nothing is seen.
 *
 * @param kernel whose ids are walked
 * @param proc where the processes are, such as {@code /proc}
 */
record UnheldObjects(Kernel kernel, Path proc) implements LeakSource<KernelId> {
    @Override
    public Set<KernelId> present() {
        Set<KernelId> found = new LinkedHashSet<>();
        for (ObjectKind kind : new ObjectKind[] {ObjectKind.PROGRAM, ObjectKind.LINK}) {
            for (int id = kernel.nextId(kind, 0); id > 0; id = kernel.nextId(kind, id)) {
                found.add(new KernelId(kind, id));
            }
        }
        return found;
    }

    @Override
    public Set<KernelId> ours(Set<KernelId> appeared) {
        Set<KernelId> unheld = new LinkedHashSet<>(appeared);
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                unheld.removeAll(heldBy(process));
            }
        } catch (IOException e) {
            return Set.of();
        }
        return unheld;
    }

    @Override
    public String describe(KernelId object) {
        return object.kind().name().toLowerCase(Locale.ROOT) + " id " + object.id() + ", which no process holds";
    }

    private static Set<KernelId> heldBy(Path process) {
        Set<KernelId> held = new LinkedHashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fdinfo"))) {
            for (Path descriptor : descriptors) {
                FdInfo.of(descriptor).ids().forEach((kind, id) -> held.add(new KernelId(kind, id)));
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Ended since the processes were listed, or not ours to look at.
            return held;
        }
        return held;
    }
}
