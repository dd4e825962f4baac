// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.kernel.Features;
import org.ebpf4j.kernel.Kernel;
import org.ebpf4j.kernel.KernelTypes;
import org.ebpf4j.kernel.LockedMemory;
import org.ebpf4j.map.BpfMap;
import org.ebpf4j.relocate.ProgramLinker;
import org.ebpf4j.spec.ObjectSpec;
import org.ebpf4j.spec.ProgramSpec;
import org.jspecify.annotations.Nullable;

/**
 * Loads objects into one kernel, sharing what is known about it: its types are read when the first object needs them (some 5 MB) and kept as
 * long as the loader is, so drop it when the last object is loaded. Not thread-safe.
 */
public final class ObjectLoader {
    private final Kernel kernel;
    private final Features features;
    private final LockedMemory memory;
    private @Nullable Btf types;
    private @Nullable Btf givenTypes;
    private @Nullable List<Btf> moduleTypes;
    private Path pinDirectory = Path.of("/sys/fs/bpf");
    private @Nullable Path token;

    /**
     * Prepares loading; asks the kernel nothing yet.
     *
     * @param kernel where to load
     */
    public ObjectLoader(Kernel kernel) {
        this.kernel = kernel;
        this.features = new Features(kernel);
        this.memory = new LockedMemory(kernel, features);
    }

    /**
     * The kernel's types, read at the first call.
     *
     * @return the types
     * @throws UnsupportedException where the kernel does not describe itself
     */
    public Btf kernelTypes() {
        if (types == null) {
            types = KernelTypes.read(kernel);
        }
        return types;
    }

    /**
     * Fits objects to types that the caller has, for kernels that do not describe themselves (BTFHub collects such types). What programs attach
     * to, and kernel functions and variables that they use, are still looked up in the kernel itself.
     *
     * @param btf the types of exactly this kernel, as {@code bpftool btf dump file vmlinux} or pahole would give them
     * @return this
     */
    public ObjectLoader relocateAgainst(Btf btf) {
        givenTypes = btf;
        return this;
    }

    /**
     * Fits objects to types in a file.
     *
     * @param file raw BTF of exactly this kernel, such as {@code 5.4.0-42-generic.btf} of BTFHub
     * @return this
     * @throws NotFoundException where the file can't be read
     * @throws MalformedObjectException where it is no BTF
     */
    public ObjectLoader relocateAgainst(Path file) {
        try {
            return relocateAgainst(Btf.parse(file.toString(), ByteBuffer.wrap(Files.readAllBytes(file))));
        } catch (IOException e) {
            throw new NotFoundException(
                    file + ": can't be read (" + e + "); give the path of a kernel's BTF, or leave it out", e);
        }
    }

    /**
     * Sets where maps that are shared by name are pinned ({@link org.ebpf4j.spec.MapSpec#pinByName()}).
     *
     * @param directory in a BPF file system, made where it is missing; {@code /sys/fs/bpf} as made, which is libbpf's as well
     * @return this
     */
    public ObjectLoader pinDirectory(Path directory) {
        pinDirectory = directory;
        return this;
    }

    /**
     * Loads by what is delegated to this process's user namespace, in place of capabilities of its own (since 6.9): a token is made of a BPF file
     * system of that namespace which a privileged process mounted with {@code delegate_cmds}, {@code delegate_maps}, {@code delegate_progs} and
     * {@code delegate_attachs}. Without this the environment variable {@code LIBBPF_BPF_TOKEN_PATH} names it (empty for none), and in a user namespace
     * {@code /sys/fs/bpf} is tried, as libbpf does.
     *
     * @param fileSystem where the BPF file system is mounted; where no token can be made of it, loading fails
     * @return this
     */
    public ObjectLoader token(Path fileSystem) {
        token = fileSystem;
        return this;
    }

    /**
     * Creates an object's maps and loads its programs. A program or structure that is optional and can't be loaded is left out and listed in
     * {@link BpfObject#failures}.
     *
     * @param spec what to load; not changed
     * @return the object, to be closed by the caller; nothing is attached yet
     * @throws BpfException of the kind that fits; nothing is left in the kernel then
     */
    public BpfObject load(ObjectSpec spec) {
        return load(spec, Map.of());
    }

    /**
     * Loads an object that uses maps which the caller has, in place of making its own.
     *
     * @param spec what to load; not changed
     * @param reused open maps by the names that they have in the object, of the shape that it declares; they stay the caller's, and must be open
     *     until this returns
     * @return the object, to be closed by the caller; nothing is attached yet
     * @throws IllegalArgumentException where a map's type, sizes or flags are others than declared
     * @throws BpfException of the kind that fits; nothing is left in the kernel then
     */
    public BpfObject load(ObjectSpec spec, Map<String, BpfMap> reused) {
        // Says which there are, where there is none of that name.
        reused.keySet().forEach(spec::map);
        try (DelegationToken delegated = DelegationToken.find(kernel, token)) {
            return load(spec, reused, Map.of(), delegated.kernel());
        }
    }

    /**
     * Loads an object of which some programs are for functions of other programs: {@code freplace} replaces such a function (since 5.6),
     * {@code fentry} and {@code fexit} trace it (since 5.5). Which function that is stands in the section or is set by
     * {@link ProgramSpec#target(String)}. Takes CAP_SYS_ADMIN, to see the other program's types.
     *
     * @param spec what to load; not changed
     * @param targets the other programs, by the names of those that are for them; they need to be open no longer than the call takes
     * @return the object, to be closed by the caller; nothing is attached yet
     * @throws NotFoundException where the object has no program of a name given, or the other program has no such function or no types
     * @throws BpfException of the kind that fits; nothing is left in the kernel then
     */
    public BpfObject loadOnto(ObjectSpec spec, Map<String, BpfProgram> targets) {
        try (DelegationToken delegated = DelegationToken.find(kernel, token)) {
            return load(spec, Map.of(), targets, delegated.kernel());
        }
    }

    /** Loads with a kernel that has the token, if there is one; what is made is used without. */
    private BpfObject load(
            ObjectSpec spec, Map<String, BpfMap> reused, Map<String, BpfProgram> targets, Kernel granted) {
        try (ModuleTypes found = new ModuleTypes(kernel, this::kernelTypes, this::modules);
                ProgramTargets attached = new ProgramTargets(kernel, spec, found, targets);
                LoadedTypes loaded = LoadedTypes.load(granted, memory, spec)) {
            ExternResolver externs = new ExternResolver(kernel, features, spec, this::kernelTypes, this::modules);
            ProgramLinker linker =
                    new ProgramLinker(spec, this::relocationTypes, this::relocationModules, externs::resolve);
            BpfObject object = new BpfObject(spec.name());
            MapCreator creator = new MapCreator(
                    kernel,
                    granted,
                    features,
                    memory,
                    spec.name(),
                    spec.btf(),
                    loaded.fd(),
                    Privileges.of(spec.programs()));
            ObjectMaps maps = new ObjectMaps(kernel, object, spec.btf(), creator, pinDirectory, reused);
            StructOpsLoader structures = new StructOpsLoader(granted, memory, spec, found, loaded.fd());
            return new ObjectLoading(granted, features, memory, spec, object, found, attached, loaded, maps, structures)
                    .load(kernel, externs, linker);
        }
    }

    private Btf relocationTypes() {
        return givenTypes != null ? givenTypes : kernelTypes();
    }

    /** None where the caller gave the kernel's types, for those of the modules would be split from others. */
    private List<Btf> relocationModules() {
        return givenTypes != null ? List.of() : modules();
    }

    private List<Btf> modules() {
        if (moduleTypes == null) {
            moduleTypes = KernelTypes.readModules(kernel, kernelTypes());
        }
        return moduleTypes;
    }
}
