// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.elf;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.ebpf4j.MalformedObjectException;
import org.ebpf4j.NotFoundException;

/**
 * An executable or shared library for 64-bit little-endian machines, as far as probes need it: where in the file each function and each USDT probe
 * is. Layout: System V ABI. Only headers, symbol tables and notes are read, however large the file is. Not thread-safe.
 */
public final class ExecutableFile {
    /** Gives parts of a file. */
    @FunctionalInterface
    public interface Source {
        /**
         * Reads part of the file.
         *
         * @param offset bytes from its start, 0 or more
         * @param length how many bytes
         * @return these bytes, or fewer where the file ends before
         * @throws IOException as reading a file does
         */
        byte[] read(long offset, int length) throws IOException;
    }

    private static final int HEADER_SIZE = 64;
    private static final int ET_EXEC = 2;
    private static final int ET_DYN = 3;
    private static final int ELFCLASS64 = 2;
    private static final int ELFDATA2LSB = 1;

    /** The names of sections; a file has some dozens of them. */
    private static final long MOST_SECTION_NAMES = 4L << 20;

    private final String name;
    private final Source source;
    private final boolean movable;
    private final int machine;
    private final int sectionNames;
    private final List<LoadedSegment> segments;
    private final List<ExecutableSection> sections;
    private final List<SymbolTable> tables;

    private ExecutableFile(String name, Source source) throws IOException {
        this.name = name;
        this.source = source;
        ByteBuffer header = ByteBuffer.wrap(source.read(0, HEADER_SIZE)).order(ByteOrder.LITTLE_ENDIAN);
        if (header.limit() < 4 || header.getInt(0) != 0x464c_457f) {
            throw new MalformedObjectException(name + " is not an ELF file; name an executable or a shared library");
        }
        if (header.limit() < HEADER_SIZE) {
            throw malformed("it is cut short after " + header.limit() + " bytes");
        }
        int type = header.getShort(16) & 0xffff;
        if (header.get(4) != ELFCLASS64 || header.get(5) != ELFDATA2LSB || (type != ET_EXEC && type != ET_DYN)) {
            throw new MalformedObjectException(
                    name + " is no executable or shared library for a 64-bit little-endian machine");
        }
        this.movable = type == ET_DYN;
        this.machine = header.getShort(18) & 0xffff;
        this.sectionNames = header.getShort(62) & 0xffff;
        this.segments = LoadedSegment.read(this, header);
        this.sections = ExecutableSection.read(this, header);
        this.tables = SymbolTable.read(this, sections);
    }

    /**
     * Reads the headers.
     *
     * @param name what to call the file in messages
     * @param source its bytes, read from again by the other methods
     * @return the file
     * @throws MalformedObjectException where it is no such file, or damaged
     * @throws NotFoundException where it can't be read
     */
    public static ExecutableFile read(String name, Source source) {
        try {
            return new ExecutableFile(name, source);
        } catch (IOException e) {
            throw new NotFoundException(name + " can't be read (" + e + ")", e);
        }
    }

    /**
     * Reads the headers of a file of this machine.
     *
     * @param path of the file
     * @return the file, which is opened again by the other methods
     * @throws MalformedObjectException where it is no such file, or damaged
     * @throws NotFoundException where it can't be read
     */
    public static ExecutableFile read(Path path) {
        return read(path.toString(), (offset, length) -> {
            try (InputStream file = Files.newInputStream(path)) {
                file.skipNBytes(offset);
                return file.readNBytes(length);
            } catch (EOFException e) {
                return new byte[0];
            }
        });
    }

    /**
     * What messages call it.
     *
     * @return the name as given
     */
    public String name() {
        return name;
    }

    /**
     * The processor that it is for.
     *
     * @return {@code e_machine}: 62 for x86-64, 183 for aarch64
     */
    public int machine() {
        return machine;
    }

    /**
     * Whether it may be mapped anywhere, as shared libraries and position-independent executables are.
     *
     * @return false where addresses in a process are those of the file
     */
    public boolean isMovable() {
        return movable;
    }

    /**
     * The USDT probes that it offers.
     *
     * @return in the order of their notes, one for each place; empty for none
     * @throws MalformedObjectException where the notes are damaged, or more than 4 MiB
     * @throws NotFoundException where the file can't be read
     */
    public List<UsdtProbe> usdtProbes() {
        if (sectionNames >= sections.size()) {
            return List.of();
        }
        ExecutableSection names = sections.get(sectionNames);
        if (names.size() < 0 || names.size() > MOST_SECTION_NAMES) {
            throw malformed("the names of its sections can't be right");
        }
        try {
            byte[] text =
                    bytes(names.offset(), names.size(), "the names of sections").array();
            return UsdtNotes.read(this, sections, text);
        } catch (IOException e) {
            throw new NotFoundException(name + " can't be read (" + e + ")", e);
        }
    }

    /**
     * Where a USDT probe's instruction is.
     *
     * @param probe one of {@link #usdtProbes}
     * @return bytes from the start of the file
     * @throws MalformedObjectException where its address is in no part that can be executed
     */
    public long offset(UsdtProbe probe) {
        return offset(probe.address(), true, "probe " + probe.provider() + ":" + probe.name());
    }

    /**
     * Where a USDT probe's semaphore is.
     *
     * @param probe one of {@link #usdtProbes} that has one
     * @return bytes from the start of the file
     * @throws MalformedObjectException where its address is in no part that comes from the file
     */
    public long semaphoreOffset(UsdtProbe probe) {
        return offset(probe.semaphoreAddress(), false, "the semaphore of " + probe.provider() + ":" + probe.name());
    }

    /**
     * Where a function's first instruction is.
     *
     * @param function the symbol's name, without a version
     * @return bytes from the start of the file
     * @throws NotFoundException where the file does not define it; the message says whether it only uses it
     * @throws MalformedObjectException where two functions have the name, or the file is damaged
     */
    public long offset(String function) {
        List<FunctionSymbol> found = new ArrayList<>();
        boolean used = scan(function::equals, found);
        if (found.isEmpty()) {
            throw new NotFoundException(name + " has no function " + function
                    + (used
                            ? "; it only calls one that a library defines: name that library"
                            : "; look for it with nm or nm -D, or give an offset"));
        }
        FunctionSymbol best = found.get(0);
        for (FunctionSymbol other : found) {
            if (other.rank() > best.rank()) {
                best = other;
            }
        }
        for (FunctionSymbol other : found) {
            if (other.rank() == best.rank() && other.address() != best.address()) {
                throw new MalformedObjectException(
                        name + " has several functions " + function + "; give the offset of the one that is meant");
            }
        }
        return offset(best);
    }

    /**
     * Where the functions of some names are.
     *
     * @param names chooses them
     * @return bytes from the start of the file by name, in the order of the names; where several have a name, one of them
     * @throws MalformedObjectException where the file is damaged
     * @throws NotFoundException where it can't be read
     */
    public Map<String, Long> offsets(Predicate<String> names) {
        List<FunctionSymbol> found = new ArrayList<>();
        scan(names, found);
        Map<String, Long> offsets = new TreeMap<>();
        for (FunctionSymbol symbol : found) {
            offsets.putIfAbsent(symbol.name(), offset(symbol));
        }
        return offsets;
    }

    private long offset(FunctionSymbol symbol) {
        return offset(symbol.address(), true, "function " + symbol.name());
    }

    private long offset(long address, boolean executable, String what) {
        for (LoadedSegment segment : segments) {
            if (segment.contains(address) && (segment.executable() || !executable)) {
                return address - segment.address() + segment.offset();
            }
        }
        throw malformed(what + (executable ? " is in no part that can be executed" : " is in no part of the file"));
    }

    /** Gathers functions that are defined; answers whether one is only used. */
    private boolean scan(Predicate<String> names, List<FunctionSymbol> found) {
        boolean used = false;
        try {
            for (SymbolTable table : tables) {
                used |= table.scan(this, names, found);
            }
        } catch (IOException e) {
            throw new NotFoundException(name + " can't be read (" + e + ")", e);
        }
        return used;
    }

    /** Reads exactly what is asked for. */
    ByteBuffer bytes(long offset, long length, String what) throws IOException {
        if (offset < 0 || length < 0 || length > Integer.MAX_VALUE || offset > Long.MAX_VALUE - length) {
            throw malformed(what + " ends past the file");
        }
        byte[] bytes = source.read(offset, (int) length);
        if (bytes.length != length) {
            throw malformed(what + " ends past the file");
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    MalformedObjectException malformed(String wrong) {
        return new MalformedObjectException(name + " is damaged: " + wrong);
    }
}
