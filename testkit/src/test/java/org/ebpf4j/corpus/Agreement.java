// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.corpus;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.ebpf4j.BpfException;
import org.ebpf4j.ObjectLoader;
import org.ebpf4j.kernel.Kernel;

/** Loads objects with libbpf and with this library, one after the other, and says where what comes of it is not the same. */
final class Agreement implements AutoCloseable {
    private static final String NONE = "none";

    private final Kernel kernel;
    private final ObjectLoader loader;
    private final Libbpf libbpf;

    Agreement(Kernel kernel) throws IOException {
        this.kernel = kernel;
        this.loader = new ObjectLoader(kernel);
        this.libbpf = Libbpf.start();
    }

    /**
     * What libbpf and this library make of a file.
     *
     * @param theirs libbpf's result
     * @param ours this library's, with its errors
     */
    record Both(Outcome theirs, Loading ours) {
        /**
         * Where they differ: {@code libbpf UNREAD, ours LOADED} for the whole; else {@code map NAME of ours} or {@code of libbpf}, and
         * {@code program NAME}, with {@code loads}, {@code refused}, {@code left out} or {@code differs} of ours. The values say it in detail.
         */
        Map<String, String> differences() {
            Map<String, String> differences = new LinkedHashMap<>();
            Outcome our = ours.outcome();
            if (theirs.stage() != our.stage()) {
                differences.put("libbpf " + theirs.stage() + ", ours " + our.stage(), error(""));
                return differences;
            }
            List<String> onlyTheirs = new ArrayList<>(theirs.maps());
            onlyTheirs.removeAll(our.maps());
            List<String> onlyOurs = new ArrayList<>(our.maps());
            onlyOurs.removeAll(theirs.maps());
            onlyTheirs.forEach(map -> differences.put("map " + nameOf(map) + " of libbpf", map));
            onlyOurs.forEach(map -> differences.put("map " + nameOf(map) + " of ours", map));
            TreeSet<String> programs = new TreeSet<>(theirs.programs().keySet());
            programs.addAll(our.programs().keySet());
            for (String program : programs) {
                String their = theirs.programs().getOrDefault(program, NONE);
                String own = our.programs().getOrDefault(program, NONE);
                if (!their.equals(own)) {
                    String how = own.equals(NONE)
                            ? "left out"
                            : own.equals(Outcome.REFUSED)
                                    ? "refused"
                                    : their.equals(Outcome.REFUSED) ? "loads" : "differs";
                    differences.put(
                            "program " + program + " " + how, "libbpf: " + their + "; ours: " + own + error(program));
                }
            }
            return differences;
        }

        private String error(String program) {
            BpfException error = ours.errors().get(program);
            return error == null ? "" : " (" + error.getMessage() + ")";
        }

        private static String nameOf(String map) {
            return map.replaceAll(".* name=(\\S*) .*", "$1");
        }
    }

    Both load(Path file, byte[] bytes) {
        return new Both(
                libbpf.load(file), Loading.of(String.valueOf(file.getFileName()), bytes, kernel, loader, libbpf));
    }

    @Override
    public void close() throws IOException {
        libbpf.close();
    }
}
