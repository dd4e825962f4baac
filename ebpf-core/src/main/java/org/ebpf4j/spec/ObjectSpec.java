// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.spec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;
import org.ebpf4j.btf.Btf;
import org.ebpf4j.btf.BtfExt;
import org.jspecify.annotations.Nullable;

/**
 * What the author of an eBPF object wrote: its maps, programs and variables. Reading it needs no kernel and no privilege and always gives the
 * same; what it says can be edited, and is then loaded, once or more often. Not thread-safe.
 *
 * <p>Maps are read from {@code SEC(".maps")}, where BTF declares them, and from {@code SEC("maps")}, the form from before BTF: five 32-bit
 * numbers each, whatever follows them being zero. Variables are read from {@code .data}, {@code .rodata}, {@code .bss} and sections of those names with
 * a dot and more behind; each such section becomes a map. Structures of functions are read from {@code .struct_ops} and
 * {@code .struct_ops.link}; each becomes a map, too.
 */
public final class ObjectSpec {
    private final String name;
    private final String license;
    private final @Nullable Btf btf;
    private final @Nullable BtfExt btfExt;
    private final Map<String, MapSpec> maps;
    private final int kernelVersion;
    private final Map<String, Map<Long, MapSpec>> mapsByPlace;
    private final Map<String, ExternSpec> externs;
    private final Set<String> hiddenFunctions;
    private final Map<String, ProgramSpec> programs;
    private final Map<String, VariableSpec> variables;
    private final List<FunctionSpec> functions;
    private final Map<String, SectionLayout> layouts;

    ObjectSpec(ObjectReader reader) {
        this.name = reader.name;
        this.license = reader.license;
        this.btf = reader.btf;
        this.btfExt = reader.btfExt;
        this.maps = reader.maps;
        this.kernelVersion = reader.kernelVersion;
        this.mapsByPlace = reader.mapsByPlace;
        this.externs = reader.externs;
        this.hiddenFunctions = reader.hiddenFunctions;
        this.programs = reader.programs;
        this.variables = reader.variables;
        this.functions = reader.functions;
        this.layouts = reader.layouts;
    }

    /**
     * Reads an object from a file.
     *
     * @param file an ELF file as clang writes it for {@code -target bpf}
     * @return what is in it, named by the file's last part
     * @throws NotFoundException where the file can't be read
     * @throws MalformedObjectException where it is no such object
     */
    public static ObjectSpec read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new NotFoundException(file + ": no such file; give the path of an eBPF object", e);
        } catch (IOException e) {
            throw new NotFoundException(file + ": can't be read: " + e.getMessage(), e);
        }
        Path last = file.getFileName();
        return read(last == null ? file.toString() : last.toString(), bytes);
    }

    /**
     * Reads an object from bytes.
     *
     * @param name what the object is called in messages, usually its file name
     * @param bytes an ELF file as clang writes it for {@code -target bpf}; not to be changed afterwards
     * @return what is in it
     * @throws MalformedObjectException where it is no such object
     */
    public static ObjectSpec read(String name, byte[] bytes) {
        return new ObjectReader(name, ByteBuffer.wrap(bytes)).read();
    }

    /**
     * What the object is called in messages.
     *
     * @return its file name
     */
    public String name() {
        return name;
    }

    /**
     * The license that its programs declare, which decides what the kernel lets them call.
     *
     * @return such as {@code GPL}; empty where it declares none
     */
    public String license() {
        return license;
    }

    /**
     * The types that the object describes.
     *
     * @return its BTF, null where it was compiled without {@code -g}
     */
    public @Nullable Btf btf() {
        return btf;
    }

    /**
     * What the object says of its instructions: functions, lines, relocations by type.
     *
     * @return its {@code .BTF.ext}, null where it has none
     */
    public @Nullable BtfExt btfExt() {
        return btfExt;
    }

    /**
     * The maps, those of variables included.
     *
     * @return in the order of the object
     */
    public Collection<MapSpec> maps() {
        return maps.values();
    }

    /**
     * A map by name.
     *
     * @param map the C variable's name, or a data section's
     * @return the map
     * @throws NotFoundException where there is none of that name
     */
    public MapSpec map(String map) {
        return named(maps, "map", map, MapSpec::name);
    }

    /**
     * A structure of functions by name.
     *
     * @param structure the C variable's name
     * @return the structure
     * @throws NotFoundException where there is none of that name
     */
    public StructOpsSpec structOps(String structure) {
        Map<String, StructOpsSpec> all = new LinkedHashMap<>();
        for (MapSpec map : maps.values()) {
            StructOpsSpec found = map.structOps();
            if (found != null) {
                all.put(found.name(), found);
            }
        }
        return named(all, "structure", structure, StructOpsSpec::name);
    }

    /**
     * A map by where it is declared.
     *
     * @param offset bytes in the section {@code .maps}
     * @return the map, null where none begins there
     */
    public @Nullable MapSpec mapAt(long offset) {
        return mapAt(".maps", offset);
    }

    /**
     * A map by where it is declared.
     *
     * @param section {@code .maps}, or {@code maps} for the form without BTF
     * @param offset bytes in the section
     * @return the map, null where none begins there
     */
    public @Nullable MapSpec mapAt(String section, long offset) {
        return mapsByPlace.getOrDefault(section, Map.of()).get(offset);
    }

    /**
     * What the object uses and the kernel has.
     *
     * @return options, variables, addresses and functions of the kernel, by name
     */
    public Map<String, ExternSpec> externs() {
        return externs;
    }

    /**
     * Functions that other objects do not see, which the kernel verifies where they are called, as static ones.
     *
     * @return names
     */
    public Set<String> hiddenFunctions() {
        return hiddenFunctions;
    }

    /**
     * The kernel version that the section {@code version} asks for. Kernels before 5.0 compared it with their own for kprobes.
     *
     * @return {@code LINUX_VERSION_CODE}, 0 where the object does not say
     */
    public int kernelVersion() {
        return kernelVersion;
    }

    /**
     * The programs.
     *
     * @return in the order of the object
     */
    public Collection<ProgramSpec> programs() {
        return programs.values();
    }

    /**
     * A program by name.
     *
     * @param program the C function's name
     * @return the program
     * @throws NotFoundException where there is none of that name
     */
    public ProgramSpec program(String program) {
        return named(programs, "program", program, ProgramSpec::name);
    }

    /**
     * The global variables.
     *
     * @return in the order of the object
     */
    public Collection<VariableSpec> variables() {
        return variables.values();
    }

    /**
     * A global variable by name.
     *
     * @param variable the C variable's name
     * @return the variable
     * @throws NotFoundException where there is none of that name
     */
    public VariableSpec variable(String variable) {
        return named(variables, "variable", variable, VariableSpec::name);
    }

    /**
     * All functions, those that programs call included.
     *
     * @return in the order of the object
     */
    public List<FunctionSpec> functions() {
        return functions;
    }

    /**
     * Where the variables of the sections are.
     *
     * @return by the section's name
     */
    public Map<String, SectionLayout> layouts() {
        return layouts;
    }

    private <T> T named(Map<String, T> all, String kind, String wanted, Function<T, String> nameOf) {
        T found = all.get(wanted);
        if (found == null) {
            String there = all.isEmpty()
                    ? "it has none"
                    : "it has "
                            + String.join(
                                    ", ", all.values().stream().map(nameOf).toList());
            throw new NotFoundException(name + ": there is no " + kind + " " + wanted + "; " + there);
        }
        return found;
    }
}
