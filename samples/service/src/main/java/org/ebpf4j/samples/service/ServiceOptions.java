// SPDX-License-Identifier: Apache-2.0
package org.ebpf4j.samples.service;

/**
 * What the command line says.
 *
 * @param port where to serve, 0 for any free port
 */
record ServiceOptions(int port) {
    static final String USAGE = "usage: java -jar service.jar [--port PORT]";

    /** Reads the command line; what it does not understand is an IllegalArgumentException whose message says so. */
    static ServiceOptions parse(String... arguments) {
        int port = 9464;
        for (int i = 0; i < arguments.length; i++) {
            if (!arguments[i].equals("--port")) {
                throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
            if (++i == arguments.length) {
                throw new IllegalArgumentException("--port wants a number");
            }
            port = port(arguments[i]);
        }
        return new ServiceOptions(port);
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below, as for numbers out of range.
        }
        throw new IllegalArgumentException("--port wants a number from 0 to 65535, not " + text);
    }
}
