// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ebpf4j.NotFoundException;

/** Which kernel is running: its release name and its version as a number. */
public final class KernelRelease {
    private static final String RELEASE = "/proc/sys/kernel/osrelease";
    private static final String VERSION = "/proc/sys/kernel/version";
    private static final String UBUNTU = "/proc/version_signature";
    private static final int LONGEST = 4096;
    private static final Pattern NUMBERS =
            Pattern.compile("(\\d{1,5})\\.(\\d{1,5})(?:\\.(\\d{1,5}))?.*", Pattern.DOTALL);
    private static final Pattern DEBIAN =
            Pattern.compile(".*Debian (\\d{1,5}\\.\\d{1,5}\\.\\d{1,5}).*", Pattern.DOTALL);

    private KernelRelease() {}

    /**
     * The release, as {@code uname -r} prints it.
     *
     * @param kernel the kernel
     * @return such as {@code 6.12.9-amd64}
     * @throws NotFoundException where {@code /proc} can't be read
     */
    public static String name(Kernel kernel) {
        String release = read(kernel, RELEASE).strip();
        if (release.isEmpty() || release.contains("/")) {
            throw new NotFoundException(RELEASE + " can't be read: mount proc at /proc");
        }
        return release;
    }

    /**
     * The version as {@code LINUX_VERSION_CODE} counts it. Debian and Ubuntu keep the last number of the version elsewhere than in the release.
     *
     * @param kernel the kernel
     * @return major times 65536 plus minor times 256 plus patch, which is at most 255
     * @throws NotFoundException where {@code /proc} can't be read, or does not say
     */
    public static int version(Kernel kernel) {
        String ubuntu = read(kernel, UBUNTU).strip();
        Matcher debian = DEBIAN.matcher(read(kernel, VERSION));
        String text = !ubuntu.isEmpty()
                ? ubuntu.substring(ubuntu.lastIndexOf(' ') + 1)
                : debian.matches() ? debian.group(1) : name(kernel);
        Matcher numbers = NUMBERS.matcher(text);
        if (!numbers.matches()) {
            throw new NotFoundException("the kernel's release " + text + " does not begin with a version");
        }
        int patch = numbers.group(3) == null ? 0 : Integer.parseInt(numbers.group(3));
        return (Integer.parseInt(numbers.group(1)) << 16)
                + (Integer.parseInt(numbers.group(2)) << 8)
                + Math.min(patch, 255);
    }

    private static String read(Kernel kernel, String path) {
        try (InputStream file = kernel.openFile(path)) {
            return new String(file.readNBytes(LONGEST), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }
}
